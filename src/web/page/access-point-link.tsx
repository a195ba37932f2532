/** The name of an access point, which leads to its page. */
import { toHash } from './route.ts';

/** `id` is null where no access point is known. */
export function AccessPointLink({ id, name }: { id: string | null; name: string }) {
  if (id === null || id === '') return <bdi>{name}</bdi>;
  return (
    <a class="place" href={toHash({ view: 'access-point', accessPointId: id })}>
      <bdi>{name}</bdi>
    </a>
  );
}
