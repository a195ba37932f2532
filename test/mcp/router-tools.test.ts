/** The tools that ask a router, called by a real client. */
import { afterAll, describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { startLab } from '../question/router/lab.ts';
import { overHttp } from './client.ts';
import { apiKey, startService } from './service.ts';

const lab = await startLab({
  tables: () => ({
    'ip/route': [{ '.id': '*1', 'dst-address': '0.0.0.0/0', gateway: '203.0.113.1', active: 'true' }],
    log: [{ '.id': '*1', time: '10:00:00', topics: 'system,info', message: 'router rebooted' }],
  }),
});
const keys = [{ ...plainKey(apiKey, 'anna'), may: ['read', 'query'] as const }];
const authenticator = createAuthenticator({ keys, takesBasic: true });
const on = await startService({ routerDoor: lab.asking, authenticator });
const off = await startService({});
const kind = overHttp.find(({ name }) => name.startsWith('current SDK negotiating'))!;
afterAll(async () => {
  await Promise.all([on.close(), off.close(), lab.stop()]);
});

const NAMES = [
  'list_router_menus',
  'query_router',
  'ping_from_router',
  'trace_route_from_router',
  'read_router_log',
];

describe('with ROUTER_QUERIES=on', () => {
  it('a client finds the tools and the prompts, and each form of an answer is enough', async () => {
    const client = await kind.connect(on.url);
    const listed = (await client.listTools()).tools.map(({ name }) => name);
    expect(listed).toEqual(expect.arrayContaining(NAMES));
    const prompts = (await client.listPrompts()).prompts.map(({ name }) => name);
    expect(prompts).toEqual(expect.arrayContaining(['diagnose_network', 'review_firewall']));
    for (const name of ['diagnose_network', 'review_firewall']) {
      const { messages } = await client.getPrompt({ name, arguments: {} });
      const text = String((messages[0]!.content as { text?: string }).text);
      for (const [tool] of text.matchAll(/\b(?:list|query|ping|trace|read)_[a-z_]+/g))
        expect(listed).toContain(tool);
    }
    const call = { router: 'router', menu: 'ip/route', properties: ['dst-address', 'gateway'] };
    const { content, structuredContent } = await client.callTool({ name: 'query_router', arguments: call });
    expect(structuredContent).toMatchObject({
      rows: [{ 'dst-address': '0.0.0.0/0', gateway: '203.0.113.1' }],
    });
    expect(JSON.stringify(content)).toContain('203.0.113.1');
    const refused = await client.callTool({
      name: 'query_router',
      arguments: { router: 'router', menu: 'user' },
    });
    expect(refused).toMatchObject({ isError: true });
    expect(JSON.stringify(refused.content)).toContain('ip/route');
    await client.callTool({ name: 'list_devices', arguments: {} });
    const asked = on.lines.filter(({ event }) => event === 'router asked').map(({ fields }) => fields);
    expect(asked).toMatchObject([
      { act: 'query_router', target: JSON.stringify(call), key: 'anna', outcome: 'answered' },
      { act: 'query_router', key: 'anna', outcome: expect.stringContaining('invalid_argument') as string },
    ]);
    for (const { correlation_id: id } of asked) expect(id).toMatch(/./);
    await client.close();
  });

  it('a part of a name that no menu has is told from a router without menus', async () => {
    const client = await kind.connect(on.url);
    const menus = async (menu: string) =>
      JSON.stringify(await client.callTool({ name: 'list_router_menus', arguments: { menu } }));
    const none = 'The name of no menu contains this.';
    expect(await menus('nope')).toContain(none);
    expect(await menus('route')).not.toContain(none);
    await client.close();
  });
});

describe('without it', () => {
  it('there are no such tools and prompts', async () => {
    const client = await kind.connect(off.url);
    const listed = (await client.listTools()).tools.map(({ name }) => name);
    expect(listed.filter((name) => NAMES.includes(name))).toEqual([]);
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).not.toContain('diagnose_network');
    await client.close();
  });
});
