/** The address names no view of this page. */
import { toHash } from '../route.ts';

export function NowhereView({ path }: { path: string }) {
  return (
    <div class="page-view">
      <h1>No such view</h1>
      <p class="empty">
        The page has no view <code dir="auto">#/{path}</code>. <a href={toHash({ view: 'now' })}>Show now</a>{' '}
        or <a href={toHash({ view: 'devices' })}>all devices</a>.
      </p>
    </div>
  );
}
