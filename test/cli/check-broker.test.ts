/** What `check` says of the broker and of the strangers: against real brokers, and with names that mean harm. */
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { check } from '../../src/cli/check.ts';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { createHouse } from '../../src/demo/house.ts';
import { startRouter } from '../../src/demo/router.ts';
import { probeBroker } from '../../src/mqtt/probe.ts';
import { freePort, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { aedes, credentials, observe } from '../mqtt/lab.ts';
import { type Decide, startPacketWire } from '../mqtt/packet-wire.ts';

const hostileTexts = [
  '"\n  - mac: "00:00:00:00:00:00"',
  "'; DROP TABLE devices; --",
  '{{ states("lock.front_door") }}',
  '# no comment',
  '- [a, b]: !!js/function',
  '&anchor *alias',
  '\u202Egnp.exe',
  'bell\u0007 \u001b[31mred \u009b2J',
  'Café ☕ 🦊 ü',
  '\\',
  'null',
  '~',
];

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function run(
  mqtt: Partial<NonNullable<Config['mqtt']>> & { url: string },
  hosts: readonly string[] = [],
): Promise<{ isWell: boolean; lines: string[]; text: string }> {
  const house = createHouse({ seed: 3 });
  house.pause();
  const [hallway] = house.routers;
  const { packages, version } = hallway!;
  const router = await startRouter({ tables: () => renamed(hallway!.tables(), hosts), packages, version });
  stops.push(() => router.stop());
  const { url, username, password } = router;
  const config: Config = {
    ...defaults.config,
    routers: [{ ...defaults.router, id: 'router', url, username, password }],
    mqtt: { ...defaults.mqtt, ...mqtt },
    guestSsids: ['guest'],
  };
  const lines: string[] = [];
  const isWell = await check({ config, probeBroker, allStrangers: true, print: (line) => lines.push(line) });
  return { isWell, lines, text: lines.join('\n') };
}

type Tables = ReturnType<ReturnType<typeof createHouse>['routers'][0]['tables']>;

/** No lease has a comment or is static, and the first ones have these host names. */
function renamed(tables: Tables, hosts: readonly string[]): Tables {
  if (hosts.length === 0) return tables;
  const leases = tables['ip/dhcp-server/lease'] as readonly Record<string, string>[];
  const rows = leases.map((row, index) => {
    const name = hosts[index];
    return { ...row, comment: '', dynamic: 'true', ...(name === undefined ? {} : { 'host-name': name }) };
  });
  return { ...tables, 'ip/dhcp-server/lease': rows };
}

describe('the broker', () => {
  it('is well: what it speaks, who logs in, and that the topics may be written and read', async () => {
    const broker = await aedes();
    stops.push(broker.stop);
    const { isWell, text } = await run({ url: broker.url, ...credentials });
    expect(isWell).toBe(true);
    expect(text).toMatch(
      /Broker at mqtt:.*\n +✓ reachable +speaks MQTT 3\.1\.1\n +✓ log-in +as presence\n +✓ topics/,
    );
    const observer = await observe(broker.url);
    stops.push(observer.end);
    expect([...(await observer.retained()).keys()]).toEqual([]);
  });

  it('refuses the log-in: says so, and no password', async () => {
    const broker = await aedes();
    stops.push(broker.stop);
    const { isWell, text } = await run({ url: broker.url, username: 'presence', password: 'not the word' });
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ log-in +.*refused the log-in/);
    expect(text).toContain('MQTT_USERNAME');
    expect(text).not.toContain('not the word');
  });

  it('is not there: says so', async () => {
    const { isWell, text } = await run({ url: `mqtt://127.0.0.1:${await freePort()}` });
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ reachable +.*does not answer/);
  });
});

describe('a broker that ails', () => {
  async function runBehind(decide: Decide) {
    const broker = await aedes();
    const wire = await startPacketWire(broker.port, decide);
    stops.push(broker.stop, wire.stop);
    return run({ url: wire.url, ...credentials });
  }

  it('closes the connection after a message: which topic, and the lines to add', async () => {
    const { isWell, text } = await runBehind(({ topic }) =>
      topic?.startsWith('homeassistant/') ? 'close' : 'pass',
    );
    expect(isWell).toBe(false);
    expect(text).toMatch(
      /✗ topics +homeassistant\/device\/\S+ cannot be written: it closes the connection after a message/,
    );
    expect(text).not.toMatch(/✗ topics +mikrotik-presence/);
    expect(text).toContain('topic readwrite homeassistant/device/+/config');
  });

  it('denies every message by closing the connection: each topic is named', async () => {
    const { text } = await runBehind(({ from, type }) =>
      from === 'program' && type === 'publish' ? 'close' : 'pass',
    );
    expect(text.match(/✗ topics/g)).toHaveLength(2);
  });
});

describe.skipIf(!hasMosquitto())('the limits of the broker', () => {
  it.each([
    ['retain_available false', /! limits +retains nothing/],
    ['max_qos 0', /! limits +takes quality of service 0 only/],
    ['max_packet_size 2048', /! limits +takes packets up to 2048 bytes only/],
  ])('%s is named', async (line, told) => {
    const broker = await mosquitto(`allow_anonymous true\n${line}`);
    stops.push(broker.stop);
    const { isWell, text } = await run({ url: broker.url });
    expect(text).toMatch(told);
    expect(isWell).toBe(true);
  });
});

describe.skipIf(!hasMosquitto())('the access list', () => {
  it.each([
    [
      'writing',
      'topic read #\ntopic readwrite mikrotik-presence/#\n',
      /✗ topics +homeassistant\/device\/.* cannot be written/,
    ],
    [
      'reading',
      'topic write #\ntopic readwrite homeassistant/#\n',
      /✗ topics +mikrotik-presence\/.* cannot be read back/,
    ],
  ])('denies %s: which topic, and the lines to add', async (_, acl, told) => {
    const broker = await mosquitto('allow_anonymous true\nacl_file %d/acl', { acl });
    stops.push(broker.stop);
    const { isWell, text } = await run({ url: broker.url });
    expect(isWell).toBe(false);
    expect(text).toMatch(told);
    expect(text).toContain('topic readwrite homeassistant/device/+/config');
  });

  it('allows what the manual says it must', async () => {
    const acl =
      'topic readwrite mikrotik-presence/#\ntopic readwrite homeassistant/device/+/config\ntopic read homeassistant/status\n';
    const broker = await mosquitto('allow_anonymous true\nacl_file %d/acl', { acl });
    stops.push(broker.stop);
    const { isWell, text } = await run({ url: broker.url });
    expect(isWell).toBe(true);
    expect(text).toMatch(/✓ reachable +speaks MQTT 5/);
  });
});

/** From "devices:" to the empty line. */
function blockOf(lines: readonly string[]): string[] {
  const from = lines.indexOf('devices:');
  return lines.slice(from, lines.indexOf('', from));
}

describe('strangers', () => {
  it('are listed as lines for the file, those known and guests are not', async () => {
    const { text, lines } = await run({ url: `mqtt://127.0.0.1:${await freePort()}` });
    const { devices } = parse(blockOf(lines).join('\n')) as { devices: { mac: string; name: string }[] };
    expect(devices.map(({ name }) => name)).toContain('LGwebOSTV');
    expect(text).not.toContain("Anna's phone");
    expect(text).not.toContain('Lenas-Galaxy');
  });

  it('with a random MAC address are comments that say why', async () => {
    const { text } = await run({ url: `mqtt://127.0.0.1:${await freePort()}` });
    expect(text).toMatch(
      /^ {2}# on "Kitchen", "home"; a random MAC address: .*\n {2}# - mac: "[\dA-F:]{17}"\n {2}# {3}name: "iPad"$/m,
    );
  });

  it('with hostile names stay one line each, and mean what they say', async () => {
    const { lines } = await run({ url: `mqtt://127.0.0.1:${await freePort()}` }, hostileTexts);
    const block = blockOf(lines);
    // three lines of ours for each, however many a name has
    expect(block.join('\n').split('\n').length).toBe(block.length);
    const { devices } = parse(block.join('\n')) as { devices: { mac: string; name: string }[] };
    const comments = block.filter((line) => line.startsWith('  # - mac: ')).length;
    expect((devices.length + comments) * 3 + 1).toBe(block.length);
    for (const { mac, name } of devices) {
      expect(mac).toMatch(/^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/);
      expect(typeof name).toBe('string');
    }
    expect(block.join('')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
  });
});
