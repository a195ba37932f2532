/** The configured people and their presence. */
import { useSelect } from '../store.ts';

export function People() {
  const people = useSelect((state) => state.people);
  if (people.length === 0) return null;
  return (
    <ul class="people" aria-label="People">
      {people.map(({ name, presence }) => (
        <li key={name} class={presence}>
          <bdi>{name}</bdi> <span class="presence">{presence}</span>
        </li>
      ))}
    </ul>
  );
}
