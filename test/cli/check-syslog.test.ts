/** The log push part of `check`, with a router and log lines that are real. */
import { afterEach, describe, expect, it } from 'vitest';
import { check } from '../../src/cli/check.ts';
import { localAddressTowards } from '../../src/cli/check-syslog.ts';
import { type ProbeSyslog, probeSyslog } from '../../src/syslog/probe.ts';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { createHouse } from '../../src/demo/house.ts';
import { startRouter } from '../../src/demo/router.ts';
import { freePort } from '../mosquitto.ts';
import { ELSEWHERE, endAll, HERE, hear, sendUdp } from '../syslog/lab.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await endAll();
});

interface Run {
  changed: Partial<Config>;
  probe?: ProbeSyslog;
  /** Called when it listens. */
  onListening?: () => void;
  listenMs?: number;
  routers?: number;
  /** Further tables of the router. */
  tables?: Parameters<typeof startRouter>[0]['tables'];
}

async function run({ changed, probe, onListening, listenMs, routers = 1, tables = () => ({}) }: Run) {
  const house = createHouse({ seed: 3 });
  house.pause();
  const [hallway] = house.routers;
  const { packages, version } = hallway!;
  const router = await startRouter({
    tables: () => ({ ...hallway!.tables(), ...tables() }),
    packages,
    version,
  });
  stops.push(() => router.stop());
  const { url, username, password } = router;
  const config: Config = {
    ...defaults.config,
    routers: Array.from({ length: routers }, (_, index) => ({
      ...defaults.router,
      id: `router-${index + 1}`,
      url,
      username,
      password,
    })),
    host: HERE,
    ...changed,
  };
  const lines: string[] = [];
  let isHeard = false;
  const isWell = await check({
    config,
    print: (line) => lines.push(line),
    progress: (text) => {
      if (isHeard || text?.startsWith('listening') !== true) return;
      isHeard = true;
      onListening?.();
    },
    ...(probe === undefined ? {} : { probeSyslog: probe }),
    ...(listenMs === undefined ? {} : { listenMs }),
  });
  return { isWell, text: lines.join('\n') };
}

describe('log push', () => {
  it('is off: how to turn it on, and nothing is listened to', async () => {
    const { isWell, text } = await run({
      changed: {},
      probe: () => Promise.reject(new Error('it was listened to')),
    });
    expect(isWell).toBe(true);
    expect(text).toMatch(/^Log push is off\. With SYSLOG_PORT=5514 .* at once\.$/m);
  });

  it.each([
    [
      ['wireless,info', 'caps,info', 'dhcp,info'],
      /✓ log rules +"router-1": sends wireless,info caps,info dhcp,info/,
    ],
    [['wireless,info', 'caps,info'], /! log rules +"router-1": dhcp,info is not sent to port 5514/],
    [[], /! log rules +"router-1": nothing is sent to port 5514: type the lines above/],
  ])('reads which topics the router sends here: %j', async (topics, told) => {
    const { text } = await run({
      changed: { syslogPort: 5514 },
      tables: () => ({
        'system/logging/action': [
          { name: 'memory', target: 'memory' },
          { name: 'presence', target: 'remote', 'remote-port': '5514' },
        ],
        'system/logging': [
          { topics: 'dhcp,info', action: 'memory', disabled: 'false' },
          ...topics.map((each) => ({ topics: each, action: 'presence', disabled: 'false' })),
        ],
      }),
    });
    expect(text).toMatch(told);
    for (const topic of topics) expect(text).toContain(`/system/logging/add topics=${topic} action=presence`);
  });

  it('is on: what to type at the router, with the address of this machine', async () => {
    const { text } = await run({ changed: { syslogPort: 5514 } });
    expect(text).toContain('In the terminal of "router-1", once:');
    expect(text).toContain(
      '/system/logging/action/add name=presence target=remote remote=127.0.0.1 remote-port=5514',
    );
    for (const topics of ['wireless,info', 'caps,info', 'dhcp,info'])
      expect(text).toContain(`/system/logging/add topics=${topics} action=presence`);
  });

  it('with a line: says so at once', async () => {
    const syslogPort = await freePort();
    const { isWell, text } = await run({
      changed: { syslogPort },
      probe: probeSyslog,
      listenMs: 600_000,
      onListening: () => void sendUdp(syslogPort, ['wireless,info a']),
    });
    expect(isWell).toBe(true);
    expect(text).toMatch(/✓ log lines +"router-1": one line received/);
  });

  it('without a line: no failure, and how to try again', async () => {
    const { isWell, text } = await run({
      changed: { syslogPort: await freePort() },
      probe: probeSyslog,
      listenMs: 1,
    });
    expect(isWell).toBe(true);
    expect(text).toMatch(/! log lines +"router-1": none in .* Run check again/);
  });

  it('of routers that share an address: that lines come', async () => {
    const { text } = await run({
      changed: { syslogPort: 5514 },
      routers: 2,
      probe: () =>
        Promise.resolve({ failure: null, lineCounts: new Map(), unattributedCount: 3, foreign: [] }),
    });
    expect(text).toContain('In the terminal of "router-1", "router-2", once:');
    expect(text).toMatch(/✓ log lines +3 lines received from an address that several routers share/);
    expect(text).not.toContain('Run check again');
  });

  it('from another address: which, and what to set', async () => {
    const syslogPort = await freePort();
    const { text } = await run({
      changed: { syslogPort },
      probe: probeSyslog,
      listenMs: 600_000,
      // one after the other: the line of the router ends it
      onListening: () => void sendUdp(syslogPort, ['a'], ELSEWHERE).then(() => sendUdp(syslogPort, ['a'])),
    });
    expect(text).toMatch(
      new RegExp(`! log lines +from ${ELSEWHERE} were ignored.*SYSLOG_ALLOW=${ELSEWHERE}`),
    );
  });
  it('on a port that is taken: perhaps by the service itself', async () => {
    const { port } = await hear();
    const { isWell, text } = await run({ changed: { syslogPort: port }, probe: probeSyslog });
    expect(isWell).toBe(true);
    expect(text).toMatch(/! log lines +Port \d+ on 127\.0\.0\.1 is in use/);
    expect(text).toContain('/health');
  });

  it('on an address that is not ours: a fault', async () => {
    const { isWell, text } = await run({
      changed: { syslogPort: 5514, host: '192.0.2.1' },
      probe: probeSyslog,
    });
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ log lines +192\.0\.2\.1 is not an address of this machine/);
  });
});

describe('listening', () => {
  it('can be ended', async () => {
    const controller = new AbortController();
    const found = await probeSyslog({
      host: HERE,
      port: await freePort(),
      isAllowed: () => false,
      routers: [{ id: 'house', url: `http://${HERE}` }],
      waitMs: 600_000,
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    expect(found).toEqual({ failure: null, lineCounts: new Map(), unattributedCount: 0, foreign: [] });
  });
});

describe('the address of this machine', () => {
  it('is the one a router sees', async () => {
    const house = createHouse({ seed: 3 });
    house.pause();
    const router = await startRouter({
      tables: () => house.routers[0]!.tables(),
      packages: [],
      version: '7.19',
    });
    stops.push(() => router.stop());
    expect(await localAddressTowards(router.url, 3000)).toBe(HERE);
  });

  it('is not known towards a router that does not answer', async () => {
    expect(await localAddressTowards(`https://127.0.0.1:${await freePort()}`, 3000)).toBeNull();
  });
});
