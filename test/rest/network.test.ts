import { expect, test } from 'vitest';
import {
  exampleAccessPoint,
  exampleInterface,
  examplePerson,
  exampleRouter,
  exampleSnapshot,
} from '../../src/rest/example.ts';
import { AccessPointList, PersonList, RouterList, WifiInterfaceList } from '../../src/rest/schema.ts';
import { holderOf, snapshot } from './snapshot.ts';
import { problemOf, start } from './start.ts';

test.each([
  ['/interfaces/wifi', WifiInterfaceList, { interfaces: [exampleInterface] }],
  ['/access-points', AccessPointList, { access_points: [exampleAccessPoint] }],
  ['/system/info', RouterList, { routers: [exampleRouter] }],
  ['/people', PersonList, { people: [examplePerson] }],
])('%s is what the snapshot holds, and the snapshot', async (path, schema, expected) => {
  const holder = holderOf(snapshot(undefined, { people: [examplePerson] }));
  const answer = await start({ snapshot: holder }).ask(path);
  expect(answer.status).toBe(200);
  expect(schema.parse(await answer.json())).toEqual({ ...expected, snapshot: exampleSnapshot });
});

test.each([
  ['/interfaces/wifi', { interfaces: [] }],
  ['/access-points', { access_points: [] }],
  ['/system/info', { routers: [] }],
  ['/people', { people: [] }],
])('%s may be empty', async (path, expected) => {
  const empty = snapshot([], { interfaces: [], accessPoints: [], routers: [] });
  const answer = await start({ snapshot: holderOf(empty) }).ask(path);
  expect(await answer.json()).toEqual({ ...expected, snapshot: exampleSnapshot });
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
  ['/interfaces/wifi?band=5', 'band'],
  ['/interfaces/wifi?limit=1', 'limit'],
  ['/access-points?ssid=home', 'ssid'],
  ['/system/info?router=', 'router'],
  ['/people?router=main', 'router'],
])('%s is 400', async (path, parameter) => {
  const problem = await problemOf(await start().ask(path));
  expect([problem.status, problem.errors?.map((error) => error.parameter)]).toEqual([400, [parameter]]);
});
