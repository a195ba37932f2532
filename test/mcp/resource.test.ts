/** The twelve resources: each that is listed or templated can be read, with what its question or record says. */
import { describe, expect, it } from 'vitest';
import { prompts } from '../../src/mcp/prompt-list.ts';
import { resources, resourceTemplates } from '../../src/mcp/resource.ts';
import { createSurface } from '../../src/mcp/surface.ts';
import { tools } from '../../src/mcp/tool-list.ts';
import { examplePerson } from '../../src/question/example.ts';
import type { History } from '../../src/record/history.ts';
import { historyOf, journalOf } from './past.ts';
import { health, holderOf, snapshot, takenAt } from './snapshot.ts';

function surface(history: History | null = historyOf()) {
  const log = { debug: () => {}, info: () => {}, error: () => {} };
  const house = { ...snapshot(), people: [examplePerson] };
  const now = () => takenAt;
  return createSurface({
    tools,
    prompts,
    snapshot: holderOf(house),
    health,
    journal: journalOf(),
    history,
    log,
    now,
  });
}

async function read(uri: string, history?: History | null): Promise<Record<string, unknown>> {
  const { contents } = (await surface(history).answer('resources/read', { uri }, 'id')) as {
    contents: { uri: string; text: string }[];
  };
  expect(contents[0]!.uri).toBe(uri);
  return JSON.parse(contents[0]!.text) as Record<string, unknown>;
}

it('are devices, device, people, access points and their history, interfaces, events, findings, sessions, system, health and that of a router', () => {
  expect(resources.map(({ name }) => name)).toEqual([
    'devices',
    'people',
    'access-points',
    'interfaces',
    'events',
    'findings',
    'sessions',
    'system',
    'health',
  ]);
  expect(resourceTemplates.map(({ name }) => name)).toEqual([
    'device',
    'access-point-history',
    'router-health',
  ]);
});

describe('a resource', () => {
  it.each(resources.map(({ uri }) => uri))('%s can be read', async (uri) => {
    expect(Object.keys(await read(uri))).not.toEqual([]);
  });

  it('people has the people', async () => {
    expect((await read('mikrotik://people'))['people']).toEqual([examplePerson]);
  });

  it('access-point history is that of the question, by id or name', async () => {
    const id = snapshot().accessPoints[0]!;
    const byId = await read(`mikrotik://access-points/${id.access_point_id}/history`);
    expect(byId).toMatchObject({ access_point_id: id.access_point_id, resolution: '1h' });
    expect(await read(`mikrotik://access-points/${encodeURIComponent(id.name)}/history`)).toEqual(byId);
  });

  it('router health is that router alone, with its warnings', async () => {
    const { router } = health().routers[0]!;
    expect(await read(`mikrotik://health/${router}`)).toMatchObject({ router, warnings: expect.any(Array) });
    await expect(read('mikrotik://health/nobody')).rejects.toThrow('no such router');
  });

  it.each(['mikrotik://sessions', 'mikrotik://access-points/hall/history'])(
    '%s is not found without a history',
    async (uri) => expect(read(uri, null)).rejects.toThrow('There is no history'),
  );

  it.each([
    'mikrotik://access-points//history',
    'mikrotik://access-points/a/b/history',
    'mikrotik://nothing',
  ])('%s does not exist', async (uri) => expect(read(uri)).rejects.toThrow('no such resource'));
});

it('every name in a template can be completed', () => {
  for (const { uriTemplate, complete } of resourceTemplates) {
    const names = [...uriTemplate.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    expect(Object.keys(complete)).toEqual(names);
    for (const name of names) expect(complete[name]!(snapshot(), '')).not.toEqual([]);
  }
});
