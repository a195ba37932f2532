/** What a reload is made of: what notices that a file changed, what may change without a restart, and what happens to the loops. */
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createReload, restartNames } from '../../src/config/reload.ts';
import { startService } from '../../src/service/service.ts';
import { watchFiles } from '../../src/config/watch-files.ts';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function logged() {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  return { lines, log: createLog({ level: 'debug', format: 'json', destination }) };
}

describe('watching files', () => {
  /** `paths` is asked at each look. */
  function watched(paths: (path: (name: string) => string) => string[], onRead = () => {}) {
    const folder = mkdtempSync(join(tmpdir(), 'watch-'));
    const path = (name: string) => join(folder, name);
    writeFileSync(path('a'), '1');
    let [reads, looks] = [0, 0];
    const watch = watchFiles({
      paths: () => {
        looks++;
        return paths(path);
      },
      read: () => {
        reads++;
        onRead();
      },
      everyMs: 5,
      settleMs: 5,
    });
    ends.push(() => rmSync(folder, { recursive: true }), watch.stop);
    const after = (count: number) =>
      vi.waitFor(() => expect(reads).toBe(count), { interval: 2, timeout: 30_000 });
    /** So many, and no more when it has been looked at again and again. */
    const staysAt = async (count: number) => {
      const from = looks;
      await vi.waitFor(() => expect(looks).toBeGreaterThan(from + 5), { interval: 2, timeout: 30_000 });
      expect(reads).toBe(count);
    };
    return { path, watch, after, staysAt };
  }

  it('reads one that is written, replaced, taken away, comes to be, or may be read now, once it is left alone', async () => {
    const { path, watch, after, staysAt } = watched((at) => [at('a'), at('b')]);
    await staysAt(0);
    writeFileSync(path('a'), '22');
    await after(1);
    writeFileSync(path('new'), '33');
    renameSync(path('new'), path('a'));
    await after(2);
    writeFileSync(path('b'), '');
    await after(3);
    rmSync(path('a'));
    await after(4);
    chmodSync(path('b'), 0o400);
    await after(5);
    // a read that is asked for happens at once, and once
    writeFileSync(path('a'), '1');
    watch.readNow();
    await staysAt(6);
  });

  it('sees through the links of a volume that is exchanged at a stroke', async () => {
    const { path, after } = watched((at) => [at('config')]);
    for (const version of ['one', 'two']) {
      mkdirSync(path(version));
      writeFileSync(path(`${version}/config`), 'same size');
    }
    symlinkSync('one', path('data'));
    symlinkSync('data/config', path('config'));
    await after(1);
    symlinkSync('two', path('data.new'));
    renameSync(path('data.new'), path('data'));
    await after(2);
  });

  it('does not read twice what names another file', async () => {
    let names = ['a'];
    const { path, watch, after, staysAt } = watched(
      (at) => names.map(at),
      () => void (names = names.length === 1 ? ['a', 'b'] : ['a']),
    );
    writeFileSync(path('b'), '');
    writeFileSync(path('a'), 'names b');
    await after(1);
    await staysAt(1);
    watch.readNow();
    await staysAt(2);
  });
});

describe('what wants a restart', () => {
  const mqtt = { ...defaults.mqtt, url: 'mqtt://broker' };
  const config: Config = { ...defaults.config, mqtt };

  it('is named, and nothing else', () => {
    expect(restartNames(config, { ...config, pollIntervalMs: 1, devices: [], guestSsids: ['x'] })).toEqual(
      [],
    );
    expect(restartNames(config, { ...config, port: 1, mqtt: { ...mqtt, password: 'x' } })).toEqual([
      'PORT',
      'MQTT_PASSWORD',
    ]);
    expect(restartNames(config, { ...config, mqtt: null })).toEqual(['MQTT_URL']);
  });
});

describe('reading it again', () => {
  it('keeps what holds when it is wrong, hides new secrets, and applies nothing twice', () => {
    const { log, lines } = logged();
    const router = { ...defaults.router, id: 'r', url: 'http://127.0.0.1:9', username: 'u' };
    const withPassword = (password: string): Config => ({
      ...defaults.config,
      routers: [{ ...router, password }],
    });
    const config = withPassword('the first one');
    const applied: Config[] = [];
    let clock = Date.UTC(2026, 10, 20);
    const reload = createReload({
      config,
      apply: (next) => {
        applied.push(next);
        log.info({ fine: next.routers[0]!.password }, 'applied');
      },
      log,
      now: () => clock,
    });
    const loadedAt = clock;
    expect(reload.state()).toEqual({ loadedAt, problem: null });
    clock += 1000;
    reload.take({
      problems: [
        { name: 'routers[0].url', message: 'No.' },
        { name: 'guests', message: 'What?' },
      ],
      isEmpty: false,
    });
    expect(reload.state()).toEqual({ loadedAt, problem: 'routers[0].url: No. guests: What?' });
    expect(applied).toEqual([]);
    const result = { config: { ...withPassword('the second one'), port: 1 }, warnings: [] };
    reload.take(result);
    reload.take(result);
    expect(applied).toEqual([withPassword('the second one')]);
    expect(reload.state()).toEqual({ loadedAt: clock, problem: null });
    expect(lines.join('')).not.toContain('the second one');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'configuration rejected',
      'restart required',
      'applied',
      'configuration loaded',
      'restart required',
      'configuration unchanged',
    ]);
  });
});

describe('a service under another configuration', () => {
  it('reads a router by its new password at once, and goes on reading the others', async () => {
    const network = await startNetwork({ seed: 7 });
    ends.push(() => network.stop());
    const routers = network.routers.map(({ url, username, password }, index) => {
      const id = ['main', 'workshop'][index]!;
      return { ...defaults.router, id, url, username, password };
    });
    // a poll that does not come by itself while the test runs
    const config: Config = { ...defaults.config, routers, pollIntervalMs: 3_600_000 };
    const wrong = { ...config, routers: [routers[0]!, { ...routers[1]!, password: 'wrong' }] };
    const { log, lines } = logged();
    const service = startService({ config: wrong, version: '0.0.0', log });
    ends.push(() => service.stop());
    const reachable = () => service.health().routers.map((each) => each.tables.length > 0 && each.reachable);
    const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 5 });
    await until(() => expect(reachable()).toEqual([true, false]));
    await until(() => expect(lines.join('')).toContain('unauthorized'));
    // a zone is no matter of loops: a router that was read once is not read again, until the password is right
    const asked = () => network.routers.map(({ requests }) => requests.length);
    const [first] = asked();
    const zoned = (password: string): Config => ({
      ...config,
      routers: [
        { ...routers[0]!, zone: 'shed' },
        { ...routers[1]!, zone: 'shed', password },
      ],
    });
    service.configure(zoned('wrong'));
    service.configure(zoned(routers[1]!.password));
    await until(() => expect(reachable()).toEqual([true, true]));
    expect(asked()[0]).toBe(first);
    expect(asked()[1]).toBeGreaterThan(5);
    const there = [...service.snapshot.current()!.devices.values()].filter(
      ({ presence }) => presence === 'home',
    );
    expect(new Set(there.map(({ router }) => router))).toEqual(new Set(['main', 'workshop']));
    expect(there.every(({ zone }) => zone === 'shed')).toBe(true);
  });
});
