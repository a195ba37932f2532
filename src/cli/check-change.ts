/** The part of `check` about changes: whether the user for writing can do what it must, what would be refused, and why. It only reads. */
import type { RouterConfig } from '../config/config.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import { policiesOf } from '../parse/policy.ts';
import { type Row, raw } from '../parse/row.ts';
import { isNativeApi } from '../routeros/url.ts';
import { connectForWriting, type WriteConnection } from '../routeros/write.ts';
import type { Say } from './say.ts';

/** What the user for writing needs. */
const POLICIES = ['read', 'write', 'test', 'api', 'rest-api'];
/** What it must not have: it could make itself more, or show passphrases. */
const TOO_MUCH = ['policy', 'sensitive', 'ftp', 'sniff', 'ssh', 'telnet', 'winbox', 'web', 'romon'];
const OWN = /^mikrotik-presence-/;

/** True unless changes at this router would fail. */
export async function checkChange(router: RouterConfig, say: Say): Promise<boolean> {
  const { writeUsername: username, writePassword: password } = router;
  if (username === null || password === null) {
    say(' ', 'changes', 'off for this router: it has no user for writing');
    return true;
  }
  if (isNativeApi(router.url)) {
    say('!', 'changes', 'none at this router: it is read by its native API, and changes go by REST only');
    return true;
  }
  const connection = connectForWriting({ ...router, username, password });
  try {
    const identity = await connection.read('system/identity', ['name']);
    if (identity.status !== 'complete') {
      const why = identity.status === 'absent' ? 'no such menu' : identity.detail;
      say('✗', 'write user', `${username} cannot log in: ${why}`);
      for (const line of userLines(username)) say(' ', '', line);
      return false;
    }
    const reader = createReader(connection);
    const isAllowed = await sayPolicies(username, router, reader, say);
    await sayMode(reader, say);
    await sayVersion(reader, say);
    await sayRefused(router, reader, say);
    await sayLeftovers(reader, say);
    return isAllowed;
  } finally {
    connection.close();
  }
}

/** The rows of a menu; null where it cannot be read. */
type Reader = (menu: string) => Promise<readonly Row[] | null>;

function createReader(connection: WriteConnection): Reader {
  return async (menu) => {
    const answer = await connection.read(menu, null);
    if (answer.status === 'failed') return null;
    return answer.status === 'absent' ? [] : answer.rows;
  };
}

async function sayPolicies(
  username: string,
  { changes }: RouterConfig,
  read: Reader,
  say: Say,
): Promise<boolean> {
  const own = policiesOf(username, (await read('user')) ?? [], (await read('user/group')) ?? []);
  if (own === null) {
    say(
      '!',
      'write user',
      `${username} can log in, but not read its own policies; it needs ${POLICIES.join(', ')} and no more`,
    );
    return true;
  }
  const { group, policies: has } = own;
  const missing = POLICIES.filter((word) => !has.includes(word));
  const surplus = TOO_MUCH.filter((word) => has.includes(word));
  if (missing.length > 0) {
    say('✗', 'write user', `${username} lacks the policies ${missing.join(', ')}`);
    for (const line of userLines(username)) say(' ', '', line);
    return false;
  }
  say('✓', 'write user', `${username} has the policies ${POLICIES.join(', ')}`);
  if (surplus.length > 0) {
    say('!', 'write user', `${username} has more than it needs: ${surplus.join(', ')}. Take it away:`);
    say(' ', '', `  /user/group/set ${group} policy=${surplus.map((word) => `!${word}`).join(',')}`);
  }
  if (changes?.includes('restart_access_point') !== false && !has.includes('reboot')) {
    say(' ', 'refused', `restart_access_point: ${username} lacks the policy reboot. To allow it:`);
    say(' ', '', `  /user/group/set ${group} policy=reboot`);
  }
  return true;
}

async function sayMode(read: Reader, say: Say): Promise<void> {
  const [mode] = (await read('system/device-mode')) ?? [];
  if (mode === undefined) return;
  const name = raw(mode, 'mode') ?? 'unknown';
  if (raw(mode, 'flagged') === 'true' || raw(mode, 'flagged') === 'yes')
    say(
      '!',
      'device mode',
      'the router is flagged: it takes no scheduler entry. See /system/device-mode/print',
    );
  else if (raw(mode, 'scheduler') === 'false' || raw(mode, 'scheduler') === 'no') {
    say(
      '!',
      'device mode',
      `${name} forbids the scheduler: a guard is a background job, which a reboot ends, and the service itself ends what lasts "for" a time`,
    );
    say(' ', '', '  /system/device-mode/update scheduler=yes      (then press the button, or cut the power)');
  } else say('✓', 'device mode', `${name} allows the scheduler`);
}

async function sayVersion(read: Reader, say: Say): Promise<void> {
  const [resource] = (await read('system/resource')) ?? [];
  const version = resource === undefined ? null : raw(resource, 'version');
  if (version !== null && /^7\.24(?:\.[0-4])?(?![.\d])/.test(version))
    say(
      '!',
      'scheduler',
      `RouterOS ${version.split(' ')[0]} may not run scheduler entries (mended in 7.24.5): prove it with check --prove-undo`,
    );
}

async function sayRefused({ changes, environment }: RouterConfig, read: Reader, say: Say): Promise<void> {
  if (changes !== null) say(' ', 'actions', `the configuration allows ${changes.join(', ') || 'none'}`);
  if (environment === 'production')
    say(' ', 'actions', 'production: every approval must repeat the name of the object');
  const history = await read('system/history');
  if (history?.some((row) => raw(row, 'floating-undo') === 'true') === true)
    say(
      '!',
      'safe mode',
      'somebody works in safe mode at the router: changes become stale until that has ended',
    );
  for (const dialect of dialectNames) {
    const { interfaces } = dialects[dialect];
    const rows = (await read(interfaces.path)) ?? [];
    const dynamic = rows.filter(
      (row) => raw(row, 'dynamic') === 'true' && raw(row, 'datapath.interface-list') === null,
    );
    if (dynamic.length > 0)
      say(
        ' ',
        'refused',
        `keep_device_off on ${dynamic.length} of ${rows.length} interfaces of ${interfaces.path}: CAPsMAN makes them anew, and they have no interface list of their own`,
      );
  }
  const leases = (await read('ip/dhcp-server/lease')) ?? [];
  if (leases.length > 0 && leases.every((row) => raw(row, 'dynamic') === 'true'))
    say(' ', 'refused', 'name_device: no lease is static. Reserve the address first');
}

async function sayLeftovers(read: Reader, say: Say): Promise<void> {
  const entries = (await read('system/scheduler')) ?? [];
  const own = entries.flatMap((row) => raw(row, 'name') ?? []).filter((name) => OWN.test(name));
  if (own.length > 0)
    say(' ', 'scheduler', `has entries of this service, which it settles when it runs: ${own.join(', ')}`);
}

/** What makes the user, for the router's terminal. */
export function userLines(username: string): string[] {
  const name = /^[\w-]+$/.test(username) ? username : 'presence-write';
  return [
    'In the router’s terminal, create a group and a user for changes:',
    `  /user/group/add name=presence-write policy=${POLICIES.join(',')}`,
    `  /user/add name=${name} group=presence-write password="choose a long one" address=<address of this machine>/32`,
    'If the group exists, run /user/group/set presence-write policy=' +
      `${POLICIES.join(',')},${TOO_MUCH.map((word) => `!${word}`).join(',')}`,
  ];
}
