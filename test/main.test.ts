/** The program as a process: what it prints, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const tsx = import.meta.resolve('tsx');
let directory: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-'));
});
afterEach(() => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

interface Program {
  program: ChildProcess;
  output: () => string;
  errors: () => string;
  exit: Promise<number | null>;
}

function start(args: string[], env: Record<string, string> = {}): Program {
  const program = spawn(process.execPath, ['--import', tsx, main, ...args], { cwd: directory, env });
  running.push(program);
  let [output, errors] = ['', ''];
  program.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  program.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exit = once(program, 'close').then(([code]) => code as number | null);
  return { program, output: () => output, errors: () => errors, exit };
}

/** Resolves when the program has printed something that matches. */
async function printed(
  { program, output, exit, errors }: Program,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  for (;;) {
    const match = pattern.exec(output());
    if (match !== null) return match;
    if (ended) throw new Error(`ended without printing ${pattern}:\n${output()}\n${errors()}`);
    await Promise.race([once(program.stdout!, 'data'), exit]);
  }
}

describe('mikrotik-presence', () => {
  it('without configuration explains in one screen what is missing, names the demo, and ends with 78', async () => {
    const program = start([]);
    expect(await program.exit).toBe(78);
    expect(program.errors()).toContain('ROUTEROS_URL=');
    expect(program.errors()).toContain('npm run demo');
    expect(program.errors().split('\n').length).toBeLessThan(25);
    expect(program.output()).toBe('');
  });

  it('tells every problem of a configuration at once, and no secret', async () => {
    writeFileSync(
      join(directory, '.env'),
      'ROUTEROS_URL=ftp://192.168.88.1\nAPI_KEY=tooshort\nPOLL_INTERVAL=5\n',
    );
    const program = start([]);
    expect(await program.exit).toBe(78);
    for (const name of ['ROUTEROS_URL', 'ROUTEROS_USERNAME', 'API_KEY', 'POLL_INTERVAL'])
      expect(program.errors()).toContain(name);
    expect(program.errors()).not.toContain('tooshort');
  });

  it('knows --help and --version, and refuses what it does not know', async () => {
    const [help, version, nonsense] = [start(['--help']), start(['--version']), start(['dance'])];
    expect(await help.exit).toBe(0);
    expect(help.output()).toContain('mikrotik-presence check');
    expect(await version.exit).toBe(0);
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await nonsense.exit).toBe(64);
    expect(nonsense.errors()).toContain('dance');
  });

  it('demo: the printed commands list the house; a signal ends it with 0; the directory stays empty of its doing', async () => {
    const program = start(['demo'], { PORT: '0' });
    const [, key] = await printed(program, /REST key +(\S+)/);
    const [, url] = await printed(program, /service +(http:\/\/127\.0\.0\.1:\d+)/);
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
    let devices = await ask();
    // the first answers come while the routers are being read
    for (let tries = 0; new Set(devices.map(({ router }) => router)).size < 2 && tries < 500; tries++)
      devices = await ask();
    expect(devices.length).toBeGreaterThanOrEqual(25);
    expect(new Set(devices.map(({ router }) => router)).size).toBe(2);
    const whole = devices.filter(
      (device) => device.signal_dbm !== null && device.access_point !== null && device.ip_address !== null,
    );
    expect(whole.length).toBeGreaterThanOrEqual(25);
    // the page is there, but not built when the program runs from its source
    const page = await fetch(`${url}/`);
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('npm run build')]);
    program.program.kill('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  it('with WEB_UI=off has nothing at /', async () => {
    const program = start([], {
      ROUTEROS_URL: 'http://127.0.0.1:9',
      ROUTEROS_USERNAME: 'presence',
      ROUTEROS_PASSWORD: 'a long one',
      API_KEY: 'the-key-of-these-tests',
      HOST: '127.0.0.1',
      PORT: '0',
      WEB_UI: 'off',
    });
    let url: string | undefined;
    while (url === undefined) {
      await Promise.race([once(program.program.stderr!, 'data'), program.exit]);
      expect(program.program.exitCode, program.errors()).toBeNull();
      url = /"url":"(http:[^"]+)"/.exec(program.errors())?.[1];
    }
    const nothing = await fetch(`${url}/`);
    expect([nothing.status, nothing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });
});
