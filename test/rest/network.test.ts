import { expect, test } from 'vitest';
import {
  exampleAccessPoint,
  exampleInterface,
  examplePerson,
  exampleRouter,
  exampleSnapshot,
} from '../../src/question/example.ts';
import { getSystemInfo } from '../../src/question/get-system-info.ts';
import { listAccessPoints } from '../../src/question/list-access-points.ts';
import { listPeople } from '../../src/question/list-people.ts';
import { listWifiInterfaces } from '../../src/question/list-wifi-interfaces.ts';
import { holderOf, snapshot } from './snapshot.ts';
import { problemOf, start } from './start.ts';

test.each([
  ['/interfaces/wifi', listWifiInterfaces, { interfaces: [exampleInterface] }],
  [
    '/access-points',
    listAccessPoints,
    {
      access_points: [exampleAccessPoint],
      access_rules: [],
      access_rule_count: 0,
      provisioning: [],
      provisioning_count: 0,
    },
  ],
  ['/system/info', getSystemInfo, { routers: [exampleRouter] }],
  ['/people', listPeople, { people: [examplePerson] }],
])('%s is what the snapshot holds, and the snapshot', async (path, { output }, expected) => {
  const holder = holderOf(snapshot(undefined, { people: [examplePerson] }));
  const answer = await start({ snapshot: holder }).ask(path);
  expect(answer.status).toBe(200);
  expect(output.parse(await answer.json())).toEqual({
    ...expected,
    total_count: 1,
    limit: null,
    offset: 0,
    has_more: false,
    snapshot: exampleSnapshot,
  });
});

test.each([
  ['/interfaces/wifi', { interfaces: [] }],
  ['/access-points', { access_points: [] }],
  ['/system/info', { routers: [] }],
  ['/people', { people: [] }],
])('%s may be empty', async (path, expected) => {
  const empty = snapshot([], { interfaces: [], accessPoints: [], routers: [] });
  const answer = await start({ snapshot: holderOf(empty) }).ask(path);
  expect(await answer.json()).toMatchObject({ ...expected, total_count: 0, snapshot: exampleSnapshot });
});

test.each([
  ['/interfaces/wifi?band=5GHz&ssid=home&access_point=KITCHEN&router=router', 'interfaces', 1],
  ['/interfaces/wifi?band=2.4GHz', 'interfaces', 0],
  ['/interfaces/wifi?band=2.4GHz&band=5GHz', 'interfaces', 1],
  ['/access-points?access_point=48a98a0c0d0e', 'access_points', 1],
  ['/access-points?router=attic', 'access_points', 0],
  ['/system/info?router=attic&router=router', 'routers', 1],
  ['/system/info?router=attic', 'routers', 0],
])('%s has %s: %i', async (path, list, count) => {
  const body = (await (await start().ask(path)).json()) as Record<string, unknown[]>;
  expect(body[list]).toHaveLength(count);
});

test.each([
  [
    '/interfaces/wifi',
    'client_count',
    'interfaces',
    (n: number) => ({ interfaces: counts(exampleInterface, n) }),
  ],
  [
    '/access-points',
    'client_count',
    'access_points',
    (n: number) => ({ accessPoints: counts(exampleAccessPoint, n) }),
  ],
  ['/system/info', 'cpu_load_percent', 'routers', (n: number) => ({ routers: counts(exampleRouter, n) })],
] as const)('%s is sorted by any field, nulls last', async (path, field, list, records) => {
  const holder = holderOf(snapshot([], records(0)));
  for (const [sort, expected] of [
    [field, [1, 2, 3, null]],
    [`-${field}`, [3, 2, 1, null]],
  ] as const) {
    const answer = await start({ snapshot: holder }).ask(`${path}?sort=${sort}`);
    const rows = ((await answer.json()) as Record<string, Record<string, unknown>[]>)[list]!;
    expect(rows.map((row) => row[field])).toEqual(expected);
  }
});

/** Three records and one that does not know, in no order. */
function counts<T extends object>(record: T, from: number): T[] {
  return [2, null, 3, 1].map((count) => {
    const value = count === null ? null : count + from;
    return { ...record, client_count: value, cpu_load_percent: value };
  });
}

test.each([
  ['anna', 200],
  ['ANNA', 200],
  ['ben', 404],
])('/people/%s is %i', async (id, status) => {
  const holder = holderOf(snapshot(undefined, { people: [examplePerson] }));
  const answer = await start({ snapshot: holder }).ask(`/people/${id}`);
  expect(answer.status).toBe(status);
  if (status === 200) expect(await answer.json()).toEqual(examplePerson);
});

test.each([
  ['/people?sort=devices', 'sort'],
  ['/interfaces/wifi?band=5', 'band'],
  ['/interfaces/wifi?limit=0', 'limit'],
  ['/access-points?ssid=home', 'ssid'],
  ['/system/info?router=', 'router'],
  ['/people?router=main', 'router'],
])('%s is 400', async (path, parameter) => {
  const problem = await problemOf(await start().ask(path));
  expect([problem.status, problem.errors?.map((error) => error.parameter)]).toEqual([400, [parameter]]);
});

test.each(['/interfaces/wifi', '/access-points', '/system/info', '/people'])(
  '%s comes in pages when asked to, each record once',
  async (path) => {
    const three = <T>(one: T) => [one, one, one];
    const holder = holderOf(
      snapshot([], {
        people: three(examplePerson),
        interfaces: three(exampleInterface),
        accessPoints: three(exampleAccessPoint),
        routers: three(exampleRouter),
      }),
    );
    const page = async (query: string) =>
      (await (await start({ snapshot: holder }).ask(`${path}?${query}`)).json()) as Record<string, unknown>;
    const [first, last] = [await page('limit=2'), await page('limit=2&offset=2')];
    expect(first).toMatchObject({ total_count: 3, limit: 2, offset: 0, has_more: true });
    expect(last).toMatchObject({ total_count: 3, limit: 2, offset: 2, has_more: false });
    expect([Object.values(first)[0], Object.values(last)[0]].map((rows) => (rows as []).length)).toEqual([
      2, 1,
    ]);
  },
);
