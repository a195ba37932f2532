/** Nothing comes out of a router but what the table of menus names: not in any menu, and not in its log. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { logTopics, toLogLine } from '../../../src/question/router/log-line.ts';
import { routerMenuNames, routerMenus } from '../../../src/question/router/menu.ts';
import { runs } from '../../runs.ts';
import { startLab } from './lab.ts';

const SECRET = 'hunter2hunter2';
const HIDDEN = [
  'password',
  'private-key',
  'wpa2-pre-shared-key',
  'security.passphrase',
  'secret',
  'token',
  'source',
  'on-event',
  'up-script',
  'contents',
  'show-client-config',
  'something-new',
];

const everything = Object.fromEntries(
  routerMenuNames.map((name) => {
    const shown = Object.fromEntries(routerMenus[name].properties.map((property) => [property, 'shown']));
    const row = {
      '.id': '*1',
      ...shown,
      ...Object.fromEntries(HIDDEN.map((property) => [property, SECRET])),
    };
    return [name, routerMenus[name].size === 'one' ? row : [row]];
  }),
);
const further = Object.fromEntries(
  [
    'user',
    'ppp/secret',
    'system/script',
    'snmp/community',
    'ip/ipsec/identity',
    'ip/dns/cache',
    'ip/firewall/connection',
  ].map((name) => [name, [{ '.id': '*1', name: SECRET, password: SECRET }]]),
);

const lab = await startLab({ tables: () => ({ ...everything, ...further }) });
afterAll(() => lab.stop());

describe('a menu', () => {
  it.each(routerMenuNames)('%s gives what the table names, and nothing else', async (menu) => {
    const answer = await lab.ask('query_router', { menu });
    const [row] = answer['rows'] as Record<string, string>[];
    expect(Object.keys(row!).toSorted()).toEqual(routerMenus[menu].properties.toSorted());
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it('names no property that holds a secret', () => {
    const secret =
      /password|passphrase|secret|(?:^|[-.])(?:key|pin|psk|token|community)$|pre-?shared|private|script|source|on-event|contents/;
    for (const name of routerMenuNames)
      expect([name, routerMenus[name].properties.filter((property) => secret.test(property))]).toEqual([
        name,
        [],
      ]);
  });

  it('that is not listed is refused, with what there is, and without a request', async () => {
    const before = lab.router.requests.length;
    for (const menu of [...Object.keys(further), '../user', 'ip/route/../../user', '/user/print', ' '])
      expect(await lab.ask('query_router', { menu })).toMatchObject({ refused: 'bad_input' });
    expect(lab.router.requests.length).toBe(before);
  });

  it('is asked by no property that is not listed, in columns and conditions, and that costs nothing of the rate', async () => {
    const before = lab.router.requests.length;
    for (const property of HIDDEN)
      for (const input of [
        { menu: 'ip/service', properties: [property] },
        { menu: 'ip/service', where: [{ property, op: 'eq', value: SECRET }] },
        { menu: 'ip/service', where: [{ property, op: 'exists' }] },
      ])
        expect(await lab.ask('query_router', input, 'one key')).toMatchObject({ refused: 'bad_input' });
    expect(lab.router.requests.length).toBe(before);
    expect(await lab.ask('query_router', { menu: 'ip/service' }, 'one key')).toMatchObject({ row_count: 1 });
  });
});

describe('a line of the log', () => {
  const line = (message: string, topics = 'system,info') =>
    toLogLine({ time: '10:00:00', topics, message }, logTopics, null);

  it.each([
    [`user admin changed by winbox:admin@192.0.2.1 (/user set admin password=${SECRET})`],
    [`item added by api:ops@192.0.2.9 (*5 = /ppp secret add name=a password=${SECRET})`],
    [`script error: password="${SECRET}" is wrong`],
    [`wifi1: passphrase: ${SECRET}, was refused`],
    [`wpa2-pre-shared-key=${SECRET}`],
    [`fetch: https://example.org/?token=${SECRET}`],
  ])('%s is cut', (message) => expect(line(message)!.message).not.toContain(SECRET));

  it('holds no secret that a quoted command has, whatever stands around it', () => {
    const word = fc.string({ maxLength: 30 }).map((text) => text.replaceAll('\n', ' '));
    const name = fc.constantFrom(
      'password',
      'passphrase',
      'private-key',
      'secret',
      'auth-key',
      'pin',
      'wpa-pre-shared-key',
    );
    const opening = fc.constantFrom('(/', '(*1F = /', '(*5=/');
    fc.assert(
      fc.property(word, opening, word, name, word, (before, open, command, property, after) => {
        const message = `${before} ${open}${command} ${property}=${SECRET} ${after}`;
        expect(line(message)!.message).not.toContain(SECRET);
      }),
      { numRuns: runs(200) },
    );
  });

  it('is shown of the listed topics alone', () => {
    expect(line('hello', 'wireless,info')).not.toBeNull();
    for (const topics of ['ppp,info', 'account', 'ipsec,debug', 'script,info', ''])
      expect([topics, line('hello', topics)]).toEqual([topics, null]);
  });
});
