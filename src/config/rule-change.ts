/** What must be set before routers may be changed. */
import type { RouterConfig } from './config.ts';
import type { Item } from './file.ts';
import type { Note } from './problem.ts';
import { isNativeApi } from './url.ts';
import type { Values } from './variable.ts';

type Writer = {
  readonly [K in 'id' | 'url' | 'username' | 'writeUsername' | 'writePassword']?: RouterConfig[K] | undefined;
};

/**
 * Nothing is noted while CHANGES is off: what is set then has no effect. A refused value breaks no further rule. `keys`: of the file, null
 * without any.
 */
export function noteChangeRules(
  { CHANGES, OPERATOR_KEY }: Values,
  { routers, keys }: { routers: readonly Writer[]; keys: readonly Item<'keys'>[] | null | undefined },
  note: Note,
): void {
  if (CHANGES !== true) return;
  // one that was refused may be the one that approves
  const mayApprove =
    keys === undefined || keys?.some(({ may }) => may === undefined || may?.includes('approve'));
  if (OPERATOR_KEY === null && mayApprove !== true)
    note(
      'OPERATOR_KEY',
      'CHANGES is on, but no key may approve. Write one here, or in keys of the file one with approve, or set CHANGES=off.',
    );
  const name = 'ROUTEROS_WRITE_USERNAME';
  if (routers.every(({ writeUsername }) => writeUsername === null))
    note(name, 'CHANGES is on, but no router has a user for writing. Write its name, or set CHANGES=off.');
  else if (
    routers.every(
      ({ url, writeUsername }) => writeUsername === null || (url !== undefined && isNativeApi(url)),
    )
  )
    note(
      'CHANGES',
      'Changes go by REST, and no router with a user for writing is read by it. Give one an http(s):// URL, or set CHANGES=off.',
    );
  for (const { id, username, writeUsername, writePassword } of routers) {
    if (writeUsername == null) continue;
    if (writeUsername === username)
      note(name, `Router ${id} reads and writes with the same user. Give it a second one for writing.`);
    if (writePassword === null)
      note(
        'ROUTEROS_WRITE_PASSWORD',
        `Router ${id} has a user for writing, but no password. Write its password.`,
      );
  }
}
