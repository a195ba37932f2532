/** The configured people: their presence, and where they are. Each leads to the devices of the person. */
import { useSelect } from '../store.ts';
import { toPersonPlace } from './person.ts';

export function People() {
  const people = useSelect((state) => state.people);
  const devices = useSelect((state) => state.devices);
  if (people.length === 0) return null;
  return (
    <ul class="people" aria-label="People">
      {people.map((person) => {
        const { accessPoint, hash } = toPersonPlace(person, devices);
        return (
          <li key={person.person_id} class={person.presence}>
            <a href={hash}>
              <bdi>{person.name}</bdi> <span class="presence">{person.presence}</span>
              {accessPoint === null ? null : (
                <span class="presence">
                  {' '}
                  · <bdi>{accessPoint}</bdi>
                </span>
              )}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
