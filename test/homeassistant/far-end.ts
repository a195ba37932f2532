/** What the program meets besides Home Assistant: routers of a simulated house with the nastiest names there are. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { RouterPlan } from '../../src/demo/building.ts';
import { planDevice, householdDevices } from '../../src/demo/devices.ts';
import { type House, inhabit } from '../../src/demo/house.ts';
import { legacyRouter } from '../../src/demo/legacy-router.ts';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { wifiRouter } from '../../src/demo/wifi-router.ts';

/** Every one of them as host name, comment, SSID (cut), person (where the file allows it) and access point. */
export const hostileNames: Record<string, string> = {
  template: '{{ 7*7 }} {% raw %}',
  quotes: `"it's" \\" <b>&amp;</b> \``,
  wildcards: '/a/+/#/$SYS',
  emoji: '📱 phone \u{1F469}\u200D\u{1F4BB} ☕',
  rightToLeft: '\u202Eגב\u202C שלום مرحبا',
  nul: 'nul\u0000byte\u0001and\ttab\nline',
  long: `${'x'.repeat(10_000)}`,
  none: 'None',
  unavailable: 'unavailable',
};

/** The user of every router that may write. */
export const writer = { username: 'writer', password: 'sesame, close' };

export interface Network {
  house: House;
  routers: SimulatedRouter[];
  /** Another name for what the first router calls `iot`. */
  renameSsid: (ssid: string) => void;
  stop: () => Promise<void>;
}

/** The same house at the same time of a day, whenever it is built: three routers, the third of a hostile neighbour. */
export async function startHouse(now: () => number): Promise<Network> {
  const seed = 1;
  const hallway = wifiRouter(seed, 0, ['Hallway', 'Kitchen', 'Attic', 'Garden House']);
  const ssids = new Map([['iot', 'iot']]);
  const renamed: RouterPlan = {
    ...hallway,
    networks: hallway.networks.map((network) => ({
      ...network,
      get ssid() {
        return ssids.get(network.ssid) ?? network.ssid;
      },
    })),
  };
  const names = Object.values(hostileNames);
  const hostile = wifiRouter(seed, 7, names);
  const hostileSsids = [hostileNames['template']!, hostileNames['wildcards']!, hostileNames['emoji']!];
  const spoiled: RouterPlan = {
    ...hostile,
    identity: names[0]!,
    networks: hostile.networks.map((network, index) => ({ ...network, ssid: hostileSsids[index]! })),
  };
  const strangers = names.map((name, index) =>
    planDevice(`hostile ${index}`, name, name, {
      standards: { '5': 'ax' },
      habit: 'used',
      vendor: 'A4:83:E7',
      comment: name,
      lease: 'static',
    }),
  );
  const house = inhabit(
    [renamed, legacyRouter(seed, 'Workshop', 'Barn', '7.21.4'), spoiled],
    [...householdDevices, ...strangers],
    {
      seed,
      now,
      refreshMs: 1000,
    },
  );
  house.pause();
  const routers = await Promise.all(
    house.routers.map((router) =>
      startRouter({
        tables: () => router.tables(),
        onReboot: () => router.reboot(),
        onKick: (_menu, row) => router.kick(row),
        onAir: (states) => router.obey(states),
        users: [{ ...writer, policies: ['read', 'write', 'test', 'api', 'rest-api'] }],
        identity: router.identity,
        packages: router.packages,
        version: router.version,
        password: 'open sesame',
        now,
      }),
    ),
  );
  for (const [index, router] of house.routers.entries()) router.admitBy(routers[index]!.admits);
  return {
    house,
    routers,
    renameSsid: (ssid) => void ssids.set('iot', ssid),
    stop: async () => {
      await Promise.all(routers.map((router) => router.stop()));
    },
  };
}

/** The file of the program: people made of devices, areas, a second zone for nobody yet. */
export function configFile(
  house: House,
  routers: readonly { url: string; username: string; password: string }[],
): string {
  const macOf = (name: string) => house.devices().find((one) => one.name === name)!.mac;
  const box = (name: string) =>
    house.accessPoints
      .find((one) => one.name === name)!
      .baseMac.replaceAll(':', '')
      .toLowerCase();
  const ids = ['router', 'workshop', 'hostile'];
  const allowed = Object.entries(hostileNames).filter(([key]) => !['nul', 'long'].includes(key));
  const content = {
    routers: routers.map(({ url, username, password }, index) => ({
      id: ids[index],
      url,
      username,
      password,
    })),
    devices: [
      { macs: [macOf("Anna's phone")], name: "Anna's phone", away_delay: '4s' },
      { macs: [macOf("Ben's phone")], name: 'Phone of {{ 7*7 }}' },
      { macs: ['02:00:00:00:00:99'], name: 'Never seen' },
    ],
    access_points: [
      { id: box('Kitchen'), name: 'Kitchen', area: 'Kitchen' },
      { id: box('Attic'), area: 'Attic {{ 7*7 }}' },
    ],
    people: [
      { name: 'Anna', devices: ["Anna's phone"] },
      ...allowed.map(([, name]) => ({ name, devices: [macOf("Ben's phone")] })),
    ],
    guest_ssids: ['guest'],
  };
  // JSON is YAML, but for what JSON leaves unescaped
  return JSON.stringify(content, null, 1).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export interface Program {
  start: () => Promise<void>;
  /** Resolves when it is gone. */
  end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  /** As a machine that is suspended. */
  freeze: (isFrozen: boolean) => void;
  log: () => string;
}

/** The program itself, built, as it is started by a user. `main`: that of another version. */
export function createProgram(
  folder: string,
  environment: Record<string, string>,
  main = new URL('../../dist/main.js', import.meta.url).pathname,
): Program {
  let child: ChildProcess | null = null;
  process.once('exit', () => child?.kill('SIGKILL'));
  let log = '';
  return {
    start: async () => {
      const begun = spawn(process.execPath, [main], {
        cwd: folder,
        env: { PATH: process.env['PATH'], LOG_FORMAT: 'json', ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = begun;
      const from = log.length;
      begun.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
      await new Promise<void>((resolve, reject) => {
        begun.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${log.slice(from)}`)));
        begun.stderr.on('data', () => log.slice(from).includes('"serving"') && resolve());
      });
    },
    end: async (signal) => {
      const ending = child;
      child = null;
      if (ending === null || ending.exitCode !== null) return;
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill(signal);
      await gone;
    },
    freeze: (isFrozen) => void child?.kill(isFrozen ? 'SIGSTOP' : 'SIGCONT'),
    log: () => log,
  };
}
