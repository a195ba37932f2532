/** The program as a process: what it prints, and how it ends. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOOPBACK, type Program, startProgram } from './program.ts';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await program.discard();
});

function start(
  args: string[],
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): Program {
  const program = startProgram({ args, env, files });
  running.push(program);
  return program;
}

/** A router that nobody is, and a port of its own. */
const bare = {
  ROUTEROS_URL: 'http://127.0.0.1:9',
  ROUTEROS_USERNAME: 'presence',
  ROUTEROS_PASSWORD: 'a long one',
  ...LOOPBACK,
};

describe('mikrotik-presence', () => {
  it('without configuration explains in one screen what is missing, names the demo, and ends with 78', async () => {
    const program = start([]);
    expect(await program.exit).toEqual([78, null]);
    expect(program.errors()).toContain('ROUTEROS_URL=');
    expect(program.errors()).toContain('npm run demo');
    expect(program.errors().split('\n').length).toBeLessThan(25);
    expect(program.output()).toBe('');
  });

  it('tells every problem of a configuration at once, and no secret', async () => {
    const file = 'ROUTEROS_URL=ftp://192.168.88.1\nAPI_KEY=tooshort\nPOLL_INTERVAL=5\n';
    const program = start([], {}, { '.env': file });
    expect(await program.exit).toEqual([78, null]);
    for (const name of ['ROUTEROS_URL', 'ROUTEROS_USERNAME', 'API_KEY', 'POLL_INTERVAL'])
      expect(program.errors()).toContain(name);
    expect(program.errors()).not.toContain('tooshort');
  });

  it('knows --help and --version, and refuses what it does not know', async () => {
    const [help, version, nonsense] = [start(['--help']), start(['--version']), start(['dance'])];
    expect(await help.exit).toEqual([0, null]);
    expect(help.output()).toContain('mikrotik-presence check');
    expect(await version.exit).toEqual([0, null]);
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+(?:-dev)?\n$/);
    expect(await nonsense.exit).toEqual([64, null]);
    expect(nonsense.errors()).toContain('dance');
  });

  it('loads no package and no other part of the program before it has picked the command', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      loaded.add(file);
      const text = readFileSync(file, 'utf8');
      for (const [, target] of text.matchAll(/^(?:import|export)\s(?!type\s)[^'";]*'([^']+)'/gm))
        if (!target!.startsWith('.')) loaded.add(target!);
        else if (!loaded.has(join(dirname(file), target!))) load(join(dirname(file), target!));
    };
    load(main);
    const own = ['cli/command.ts', 'cli/exit-code.ts', 'main.ts', 'parse/nearest.ts'];
    const paths = own.map((file) => join(dirname(main), file));
    expect([...loaded].toSorted()).toEqual([...paths, 'node:fs', 'node:util'].toSorted());
  });

  it('demo: the printed commands list the house; a signal ends it with 0; the directory stays empty of its doing', async () => {
    // of what is configured it takes the port and how to log, and nothing else
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const program = start(['demo'], { PORT: '0', LOG_FORMAT: 'json', ...collector });
    const [, key] = await program.printed(/REST key +(\S+)/);
    const [, url] = await program.printed(/service +(http:\/\/127\.0\.0\.1:\d+)/);
    interface Listed {
      devices: {
        router: string;
        name: string;
        signal_dbm: number | null;
        access_point: string | null;
        ip_address: string | null;
      }[];
    }
    const ask = async () => {
      const response = await fetch(`${url}/devices?detail=full`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return response.ok ? ((await response.json()) as Listed).devices : [];
    };
    // the first answers come while the routers are being read
    const devices = await vi.waitFor(
      async () => {
        const listed = await ask();
        expect(new Set(listed.map(({ router }) => router)).size).toBe(2);
        return listed;
      },
      { timeout: 30_000, interval: 50 },
    );
    expect(devices.length).toBeGreaterThanOrEqual(25);
    const whole = devices.filter(
      (device) => device.signal_dbm !== null && device.access_point !== null && device.ip_address !== null,
    );
    expect(whole.length).toBeGreaterThanOrEqual(25);
    const page = await fetch(`${url}/`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="page">')]);
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
    expect(program.errors()).toContain('"serving"');
    expect(program.errors()).not.toContain('traces recorded');
  });

  it('opens each door to its own keys, of which the log knows the names; wrong ones are counted together; with WEB_UI=off has nothing at /', async () => {
    const keys = {
      phone: 'the-key-of-the-phone',
      mcp: 'the-key-of-the-assistant',
      wrong: 'a-key-of-nobody-at-all',
    };
    const program = start([], {
      ...bare,
      API_KEY: `phone=sha256:${createHash('sha256').update(keys.phone).digest('hex')}`,
      MCP_API_KEY: `assistant=${keys.mcp}`,
      RATE_LIMIT: '100',
      TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'debug',
      WEB_UI: 'off',
    });
    const url = await program.url();
    const nothing = await fetch(`${url}/`);
    expect([nothing.status, nothing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    const status = async (path: string, key: string, client: string) => {
      const headers = { 'X-API-Key': key, 'X-Forwarded-For': client, Accept: 'application/json' };
      const answer = await fetch(url + path, { headers });
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await status('/people', keys.phone, '203.0.113.1')).toBe(503);
    expect(await status('/mcp', keys.mcp, '203.0.113.1')).toBe(406);
    const paths = ['/people', '/mcp', '/metrics'];
    // each path on its own would take 20; one more is let in every three seconds
    for (let count = 0; count < 19; count++)
      expect(await status(paths[count % 3]!, keys.wrong, '203.0.113.1')).toBe(401);
    for (const path of paths) {
      let tries = 0;
      while ((await status(path, keys.wrong, '203.0.113.1')) !== 429) expect(++tries).toBeLessThan(12);
      expect([path, await status(path, keys.wrong, '203.0.113.2')]).toEqual([path, 401]);
    }
    expect(await status('/people', keys.phone, '203.0.113.1')).toBe(503);
    await vi.waitFor(() => {
      expect(program.errors()).toMatch(/"status":503,"client":"203\.0\.113\.1","key":"phone"/);
      expect(program.errors()).toMatch(/"status":406,"client":"203\.0\.113\.1","key":"assistant"/);
    }, 30_000);
    for (const key of Object.values(keys)) expect(program.errors()).not.toContain(key);
  });
});
