/** Every kind of client does everything there is to do, and is told when a device roams. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prompts } from '../../src/mcp/prompt-list.ts';
import { resources } from '../../src/mcp/resource.ts';
import { EVENTS } from '../../src/mcp/uri.ts';
import { tools } from '../../src/mcp/tool-list.ts';
import { type AnyClient, type Kind, overHttp, overStdio } from './client.ts';
import { apiKey, type Service, startService } from './service.ts';
import { event } from './past.ts';
import { device, snapshot } from './snapshot.ts';

/** Several real clients at once on a slow machine. */
const patient = { timeout: 60_000 };
const program = join(import.meta.dirname, 'stdio-program.ts');
const id = '3c22fb0a1b2c';
const uri = `mikrotik://devices/${id}`;

async function doEverything(client: AnyClient): Promise<void> {
  const { tools: listed } = await client.listTools();
  expect(listed.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  for (const { name } of listed) {
    const given = name.startsWith('get_device')
      ? { device: id }
      : name === 'get_access_point_history'
        ? { access_point_id: 'hall' }
        : {};
    const result = await client.callTool({ name, arguments: given });
    expect(result.isError ?? false, name).toBe(false);
    expect(result.structuredContent, name).toBeTypeOf('object');
    expect(result._meta?.['correlation_id'], name).toBeTypeOf('string');
  }
  const found = await client.callTool({ name: 'list_devices', arguments: { presence: 'home', limit: 5 } });
  expect(found.structuredContent).toMatchObject({ total_count: 1, devices: [{ device_id: id }] });

  const listedResources = (await client.listResources()).resources.map((resource) => resource.uri);
  expect(listedResources).toEqual(resources.map((resource) => resource.uri));
  for (const address of [...listedResources, uri, 'mikrotik://devices/Kitchen%20tablet']) {
    const { contents } = await client.readResource({ uri: address });
    expect(contents).toHaveLength(1);
    expect(JSON.parse(contents[0]!.text!)).toBeTypeOf('object');
  }
  const { resourceTemplates } = await client.listResourceTemplates();
  const ref = { type: 'ref/resource' as const, uri: resourceTemplates[0]!.uriTemplate };
  const { completion } = await client.complete({ ref, argument: { name: 'device_id', value: 'kit' } });
  expect(completion.values).toEqual(['Kitchen tablet']);

  const listedPrompts = (await client.listPrompts()).prompts;
  expect(listedPrompts.map(({ name }) => name)).toEqual(prompts.map(({ name }) => name));
  for (const { name, arguments: wanted = [] } of listedPrompts) {
    const values = { device: id, access_point: 'hall' };
    const given = Object.entries(values).filter(([argument]) => wanted.some((one) => one.name === argument));
    const { messages } = await client.getPrompt({ name, arguments: Object.fromEntries(given) });
    expect(messages[0]!.content.type).toBe('text');
    expect(messages[1]!.content.resource!.uri).toMatch(/^mikrotik:/);
  }
}

/** Resolves with the first update. */
async function firstUpdate(
  client: AnyClient,
  afterwards: () => void,
  of = uri,
): Promise<{ uri: string; _meta?: object }> {
  return await new Promise((resolve, reject) => {
    client.watch(of, resolve).then(afterwards, reject);
  });
}

async function withService(run: (service: Service) => Promise<void>): Promise<void> {
  const service = await startService();
  try {
    await run(service);
  } finally {
    await service.close();
  }
}

async function withClient(kind: Kind, url: URL, run: (client: AnyClient) => Promise<void>): Promise<void> {
  const client = await kind.connect(url);
  try {
    await run(client);
  } finally {
    await client.close();
  }
}

describe.concurrent.each(overHttp)('$name', patient, (kind) => {
  it('connects, lists, calls, reads, completes, prompts', () =>
    withService(({ url, lines }) =>
      withClient(kind, url, async (client) => {
        expect(client.version()).toBe(kind.version);
        await doEverything(client);
        expect(lines.filter(({ level }) => level !== 'debug')).toEqual([]);
      }),
    ));

  it('is told when a device roams, and of the event', () =>
    withService(({ url, holder, journal, clock }) =>
      withClient(kind, url, async (client) => {
        const update = await firstUpdate(client, () => {
          holder.publish(snapshot([device({ access_point: 'garden', interface: 'cap-wifi3' })]));
          clock.advance(500);
        });
        expect(update).toMatchObject({ uri, _meta: { last_modified: expect.any(String) as string } });
        const { contents } = await client.readResource({ uri });
        expect(JSON.parse(contents[0]!.text!)).toMatchObject({ access_point: 'garden' });

        const happened = await firstUpdate(client, () => (journal.add(event()), clock.advance(500)), EVENTS);
        const hints = { etag: '2', last_modified: event().at };
        expect(happened).toMatchObject({ uri: EVENTS, _meta: hints });
        const read = await client.readResource({ uri: EVENTS });
        expect(read.contents[0]).toMatchObject({ _meta: hints });
        expect(JSON.parse(read.contents[0]!.text!)).toMatchObject({
          events: [{ event_id: 2 }, { event_id: 1 }],
        });
      }),
    ));
});

const nowhere = new URL('http://127.0.0.1/');

describe.concurrent.each(overStdio(program))('$name', patient, (kind) => {
  it('does everything, and is told when a device roams', () =>
    withClient(kind, nowhere, async (client) => {
      expect(client.version()).toBe(kind.version);
      await doEverything(client);
      expect(await firstUpdate(client, () => {})).toMatchObject({ uri });
    }));
});

describe.concurrent.each([0, 1, 2])('a client over stdio for a service elsewhere', patient, (index) => {
  it('does everything, and is told when a device roams', () =>
    withService(({ url, holder, journal, clock }) => {
      const kind = overStdio(program, url.origin, apiKey)[index]!;
      return withClient(kind, nowhere, async (client) => {
        await doEverything(client);
        const update = await firstUpdate(client, () => {
          holder.publish(snapshot([device({ access_point: 'garden' })]));
          clock.advance(500);
        });
        expect(update).toMatchObject({ uri });
        const tell = () => (journal.add(event()), clock.advance(500));
        expect(await firstUpdate(client, tell, EVENTS)).toMatchObject({ uri: EVENTS, _meta: { etag: '2' } });
      });
    }));
});
