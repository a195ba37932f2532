/**
 * How soon the world hears of a movement: from the log line leaving a router until the confirmed state is at an MQTT subscriber and the
 * event at a client of `GET /events`, with the built program as a process between them; and the same when it gets no log lines.
 */
import { Agent, get } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { createFleet, type Fleet } from '../../src/demo/fleet.ts';
import { chance } from '../../src/demo/random.ts';
import { startNativeApi } from '../../src/demo/native-api.ts';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { freePort, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { listen, LOOPBACK, reach, startProgram, until } from './push-program.ts';

const ROUTERS = 1;
const DEVICES = 300;
const LATENCY_MS = 30;
const POLL_S = 10;
const ROUND_TRIPS = 40;
/** A router is looked at once a second. */
const GAP_MS = 1250;

type Print = (line: string) => void;

interface Movement {
  site: number;
  type: 'arrived' | 'roamed';
  name: string;
  deviceId: string;
  mac: string;
  to: string;
  /** Milliseconds on this process's monotonic clock; null until then. */
  leftAt: number | null;
  stateAt: number | null;
  eventAt: number | null;
}

type Way = 'syslog' | 'native API' | 'none';

/** Takes about six minutes. */
export async function benchPush(print: Print): Promise<void> {
  const poll = `polled every ${POLL_S} s`;
  print(`\nPush: a router of ${DEVICES} devices that answers in ${LATENCY_MS} ms, ${poll}`);
  if (!hasMosquitto()) return print('  mosquitto is not on the PATH: nothing to measure with');
  const pushed = await measure({ way: 'syslog', perSite: 100 });
  const aimMs = 3 * pushed.roundTripMs + 50;
  print(
    `  a router's round trip (its registration table after a movement, median): ${pushed.roundTripMs.toFixed(0)} ms`,
  );
  report('with log lines by syslog', pushed.movements, print, aimMs);
  const listened = await measure({ way: 'native API', perSite: 100 });
  report('with log lines by the native API', listened.movements, print, aimMs);
  const polled = await measure({ way: 'none', perSite: 20 });
  report('without', polled.movements, print, null);
}

function report(title: string, movements: readonly Movement[], print: Print, aimMs: number | null): void {
  const count = (wanted: Movement['type']) => movements.filter(({ type }) => type === wanted).length;
  print(
    `  ${title}: ${count('arrived')} arrivals and ${count('roamed')} roams, from the line that leaves the router`,
  );
  for (const [name, key] of [
    ['state at an MQTT subscriber', 'stateAt'],
    ['event at an SSE client', 'eventAt'],
  ] as const) {
    const spans = movements
      .flatMap((movement) => (movement[key] === null ? [] : [movement[key] - movement.leftAt!]))
      .toSorted((a, b) => a - b);
    const at = (part: number) =>
      spans[Math.min(spans.length - 1, Math.floor(spans.length * part))] ?? Number.NaN;
    const missing = movements.length - spans.length;
    const aim =
      aimMs === null
        ? ''
        : `   aim: p95 within three round trips + 50 ms = ${aimMs.toFixed(0)} ms, ${missing === 0 && at(0.95) <= aimMs ? 'met' : 'MISSED'}`;
    const figures = `p50 ${at(0.5).toFixed(0)}   p95 ${at(0.95).toFixed(0)}   max ${at(1).toFixed(0)} ms`;
    print(`    ${name.padEnd(28)} ${figures}${missing === 0 ? '' : `   never: ${missing}`}${aim}`);
  }
}

async function measure({ way, perSite }: { way: Way; perSite: number }): Promise<{
  roundTripMs: number;
  movements: Movement[];
}> {
  const ends: (() => unknown)[] = [];
  const isPushed = way !== 'none';
  try {
    const options = {
      routers: ROUTERS,
      devicesPerRouter: DEVICES,
      accessPointsPerRouter: 5,
      refreshMs: 1000,
    };
    const fleet = createFleet(options);
    const routers = await Promise.all(
      fleet.routers.map((router, index) =>
        startRouter({
          tables: () => router.tables(),
          lines: router.onLog,
          identity: router.identity,
          latencyMs: LATENCY_MS,
          // An address of its own, by which the program knows whose line it is.
          host: `127.0.0.${index + 2}`,
        }),
      ),
    );
    ends.push(() => Promise.all(routers.map((router) => router.stop())));
    const apis = await Promise.all(
      routers.map((router, index) => startNativeApi(router, { lines: fleet.routers[index]!.onLog })),
    );
    ends.push(() => Promise.all(apis.map((api) => api.stop())));
    const roundTripMs = await measureRoundTrip(fleet, routers);
    const movements = planMovements(fleet, perSite);
    const broker = await mosquitto();
    ends.push(() => broker.stop());

    const waiting = new Map(movements.map((movement) => [movement.deviceId, movement]));
    const states = new Map<string, { presence: string; access_point: string | null }>();
    const subscriber = await connectAsync(broker.url);
    ends.push(() => subscriber.endAsync(true));
    (subscriber.stream as unknown as Socket).setNoDelay(true);
    subscriber.on('message', (topic, payload) => {
      const heardAt = performance.now();
      const deviceId = topic.split('/')[2]!;
      const state = JSON.parse(payload.toString()) as { presence: string; access_point: string | null };
      states.set(deviceId, state);
      const movement = waiting.get(deviceId);
      if (movement === undefined || movement.leftAt === null) return;
      if (state.presence === 'home' && state.access_point === movement.to) movement.stateAt ??= heardAt;
    });
    await subscriber.subscribeAsync('mikrotik-presence/client/+/state', { qos: 1 });

    const [port, syslogPort] = [await freePort(), await freePort()];
    const program = startProgram({
      routers:
        way === 'native API'
          ? routers.map((router, index) => ({ ...router, push: apis[index]!.url }))
          : routers,
      devices: movements,
      pollSeconds: POLL_S,
      port,
      brokerUrl: broker.url,
      syslogPort: way === 'syslog' ? syslogPort : null,
    });
    ends.push(program.stop);
    await until('the first poll', async () => (await reach(port)) !== null, program.child);
    const isReady = ({ deviceId, type }: Movement) =>
      states.get(deviceId)?.presence === (type === 'arrived' ? 'away' : 'home');
    await until('everybody is told of', () => movements.every(isReady), program.child);
    const stream = await listen(port, (event) => {
      const heardAt = performance.now();
      const movement = waiting.get(event.device_id);
      if (movement === undefined || movement.leftAt === null || event.event_type !== movement.type) return;
      if (event.to?.access_point === movement.to) movement.eventAt ??= heardAt;
    });
    ends.push(() => stream.destroy());

    for (const router of routers) router.setRemoteLog({ host: LOOPBACK, port: syslogPort });
    await Promise.all(
      fleet.sites.map((_, site) =>
        walk(
          fleet,
          movements.filter((movement) => movement.site === site),
          isPushed,
        ),
      ),
    );
    const isHeard = ({ stateAt, eventAt }: Movement) => stateAt !== null && eventAt !== null;
    // What has not come after three polls never does.
    for (let second = 0; second < 3 * POLL_S && !movements.every(isHeard); second++) await wait(1000);
    return { roundTripMs, movements };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** The median, as the program would meet it: right after somebody has moved, on a connection that is open. */
async function measureRoundTrip({ sites }: Fleet, routers: readonly SimulatedRouter[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const spans: number[] = [];
  for (let turn = 0; turn < ROUND_TRIPS; turn++) {
    const site = turn % routers.length;
    const { url, username, password } = routers[site]!;
    const [first] = sites[site]!.devices();
    sites[site]!.roam(first!.name, sites[site]!.accessPoints[turn % 2]!.name);
    const began = performance.now();
    await new Promise<void>((resolve, reject) => {
      const asked = get(
        `${url}/rest/interface/wifi/registration-table`,
        { agent, auth: `${username}:${password}` },
        (response) => {
          response.resume().on('end', resolve).on('error', reject);
        },
      );
      asked.on('error', reject);
    });
    // The first on each connection opens it.
    if (turn >= routers.length) spans.push(performance.now() - began);
  }
  agent.destroy();
  return spans.toSorted((a, b) => a - b)[spans.length >> 1]!;
}

/** As many arrivals as roams, of as many devices; who will arrive leaves. */
function planMovements({ sites }: Fleet, perSite: number): Movement[] {
  return sites.flatMap((house, site) => {
    const devices = house.devices().slice(1, perSite + 1);
    return devices.map(({ name, mac, accessPoint }, index): Movement => {
      const type = index % 2 === 0 ? 'arrived' : 'roamed';
      if (type === 'arrived') house.leave(name);
      const there = house.accessPoints.findIndex((candidate) => candidate.name === accessPoint);
      const to = house.accessPoints[(there + 1 + (index % 4)) % house.accessPoints.length]!.name;
      const deviceId = mac.replaceAll(':', '').toLowerCase();
      return { site, type, name, mac, deviceId, to, leftAt: null, stateAt: null, eventAt: null };
    });
  });
}

/** One site's movements: with log lines as close as each can be looked at by itself, else spread over three polls. */
async function walk({ sites }: Fleet, movements: readonly Movement[], isPushed: boolean): Promise<void> {
  const spreadMs = (3 * POLL_S * 1000) / movements.length;
  for (const [index, movement] of movements.entries()) {
    const { site, name, to } = movement;
    // So that it falls anywhere between two polls.
    await wait(chance(index, 'pause', site) * (isPushed ? 400 : spreadMs));
    movement.leftAt = performance.now();
    sites[site]!.roam(name, to);
    await wait(isPushed ? GAP_MS : spreadMs / 2);
  }
}
