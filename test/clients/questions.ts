/**
 * The questions that people ask an assistant, put to the demo: `npm run questions`. The assistant is played twice, once with the
 * text of each answer only and once with the structured content only, as most clients give their model one of the two. What it finds is
 * compared with the true state of the house. Routers may be asked, and changes proposed. Prints a table with tokens; exit code 0 when every
 * question is answered in both forms. Beside `npm test`, because the house needs half a minute of life.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Config } from '../../src/config/config.ts';
import { demoConfig } from '../../src/cli/demo-config.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { readText } from '../mcp/read-text.ts';

type Row = Record<string, unknown>;
type Call = readonly [tool: string, input: Row];
type Form = 'text' | 'structured';

interface Question {
  text: string;
  calls: readonly Call[];
  /** Whether the answers say what is true. Throws where something is missing. */
  isAnswered: (answers: readonly Row[], network: SimulatedNetwork) => boolean;
  before?: (network: SimulatedNetwork) => void;
}

const rowsOf = (answer: Row | undefined, field: string) => (answer?.[field] ?? []) as Row[];
const names = (rows: readonly Row[]) => rows.map(({ name }) => String(name)).sort();
const same = (a: readonly unknown[], b: readonly unknown[]) => JSON.stringify(a) === JSON.stringify(b);
const house = (network: SimulatedNetwork) => network.house.devices();
const isHere = (row: Row) => row['presence'] === 'home';
const all = { presence: 'any', limit: 200 };
const LEASES = 'ip/dhcp-server/lease';
/** A plan, and who decides about it: all that an assistant may do. */
const isProposed = (answer: Row | undefined, object: string) =>
  answer?.['state'] === 'planned' &&
  JSON.stringify(answer['plan']).includes(object) &&
  String(answer['next_step']).includes('a person approves it');

const questions: readonly Question[] = [
  {
    text: 'which access point is my laptop on?',
    calls: [['list_devices', { name: 'laptop', connected: true }]],
    isAnswered: ([list], network) =>
      rowsOf(list, 'devices').length > 0 &&
      rowsOf(list, 'devices').every(({ device_id, access_point }) =>
        house(network).some(
          ({ mac, accessPoint }) => idOf(mac) === device_id && accessPoint === access_point,
        ),
      ),
  },
  {
    text: 'who is home?',
    calls: [['list_people', {}]],
    isAnswered: ([list], network) =>
      same(
        rowsOf(list, 'people')
          .filter(isHere)
          .map(({ name }) => name),
        network.house
          .people()
          .filter(({ macs }) => house(network).some(({ mac, connected }) => connected && macs.includes(mac)))
          .map(({ name }) => name),
      ),
  },
  {
    text: 'is Anna home?',
    calls: [['list_people', {}]],
    isAnswered: ([list]) =>
      rowsOf(list, 'people').find(({ name }) => name === 'Anna')!['presence'] === 'home',
  },
  {
    text: 'why does the panel hang on the wrong access point?',
    calls: [
      ['get_device', { device_id: 'Wall panel' }],
      ['get_device_history', { device_id: 'Wall panel' }],
      ['list_wifi_interfaces', { access_point: 'Hallway' }],
    ],
    isAnswered: ([device, past, radios]) =>
      device!['access_point'] === 'Hallway' &&
      Number(device!['signal_dbm']) < 0 &&
      rowsOf(rowsOf(past, 'segments')[0], 'samples').length > 0 &&
      rowsOf(radios, 'interfaces').every(({ steering }) => typeof steering === 'object'),
  },
  {
    text: 'what changed last night?',
    calls: [['list_events', { since: '12h' }]],
    isAnswered: ([list]) =>
      rowsOf(list, 'events').some(
        ({ event_type, name }) => event_type === 'roamed' && name === "Ben's phone",
      ),
  },
  {
    text: 'which channel is crowded?',
    calls: [['list_wifi_interfaces', { limit: 100 }]],
    isAnswered: ([list]) =>
      rowsOf(list, 'interfaces')
        .filter(({ running }) => running === true)
        .every(
          ({ frequency_mhz, client_count }) => Number(frequency_mhz) > 2400 && client_count !== undefined,
        ),
  },
  {
    text: 'tell me when Anna comes home',
    calls: [],
    isAnswered: () => instructions.includes('subscribe') && instructions.includes('Home Assistant'),
  },
  {
    text: 'block that device',
    calls: [['propose_change', { action: 'block_device', input: { device_id: 'Printer' } }]],
    isAnswered: ([change]) => isProposed(change, 'Printer'),
  },
  {
    text: 'raise the transition threshold',
    calls: [
      [
        'propose_change',
        { action: 'set_roaming', input: { ssid: 'home', scope: 'profile', transition_threshold_dbm: -72 } },
      ],
    ],
    isAnswered: ([change]) => isProposed(change, '-72'),
  },
  {
    text: 'what is the threshold now?',
    calls: [['list_wifi_interfaces', { band: '5GHz' }]],
    isAnswered: ([list]) =>
      rowsOf(list, 'interfaces').some(
        ({ steering }) => typeof (steering as Row | undefined)?.['transition_threshold_dbm'] === 'number',
      ),
  },
  {
    text: 'ping the NAS',
    calls: [
      [
        'query_router',
        { router: 'router', menu: LEASES, where: [{ property: 'comment', op: 'eq', value: 'NAS' }] },
      ],
      ['ping_from_router', { router: 'router', address: 'IP of the NAS', count: 1 }],
    ],
    isAnswered: ([leases, ping]) =>
      rowsOf(leases, 'rows').some(({ address }) => address === ping!['address']) && ping!['received'] === 1,
  },
  {
    text: 'show firewall rules, routes, VLANs, log',
    calls: [
      ['query_router', { router: 'router', menu: 'ip/firewall/filter' }],
      ['query_router', { router: 'router', menu: 'ip/route' }],
      ['query_router', { router: 'router', menu: 'interface/vlan' }],
      ['read_router_log', { router: 'router' }],
    ],
    isAnswered: ([rules, routes, vlans, log]) =>
      rowsOf(rules, 'rows').some(({ comment }) => comment === 'WinBox from anywhere') &&
      rowsOf(routes, 'rows').some((route) => route['dst-address'] === '0.0.0.0/0') &&
      rowsOf(vlans, 'rows').every((vlan) => vlan['vlan-id'] !== undefined) &&
      rowsOf(vlans, 'rows').length > 0 &&
      rowsOf(log, 'lines').some(({ message }) => String(message).length > 10),
  },
  {
    text: 'what is the CPU of the router?',
    calls: [['get_system_info', {}]],
    isAnswered: ([list]) =>
      rowsOf(list, 'routers').every(({ cpu_load_percent: load }) => typeof load === 'number'),
  },
  {
    text: 'how much memory is free?',
    calls: [['get_system_info', {}]],
    isAnswered: ([list]) =>
      rowsOf(list, 'routers').every((router) => Number(router['memory_free_bytes']) > 1e6),
  },
  {
    text: 'how many devices on 5 GHz?',
    calls: [['list_devices', { band: '5GHz', connected: true, limit: 200 }]],
    isAnswered: ([list]) =>
      Number(list!['total_count']) === rowsOf(list, 'devices').length &&
      rowsOf(list, 'devices').every(({ band }) => band === '5GHz') &&
      Number(list!['total_count']) > 5,
  },
  {
    text: 'list unknown devices',
    calls: [['list_devices', { known: false, guest: false, ...all }]],
    isAnswered: ([list], network) => {
      const strangers = new Set(names(rowsOf(list, 'devices')));
      const commented = house(network).filter(({ comment }) => comment !== null);
      return strangers.size > 3 && commented.every(({ name }) => !strangers.has(name));
    },
  },
  {
    text: 'which devices are new this week?',
    calls: [['list_devices', { sort: '-first_seen_at', fields: ['name', 'first_seen_at'], ...all }]],
    isAnswered: ([list]) => {
      const times = rowsOf(list, 'devices').flatMap(({ first_seen_at: at }) =>
        at === undefined || at === null ? [] : [Date.parse(at as string)],
      );
      return (
        times.length > 10 &&
        same(
          times,
          times.toSorted((a, b) => b - a),
        )
      );
    },
  },
  {
    text: 'which devices never roam?',
    calls: [
      ['list_events', { event_type: 'roamed', since: '7d', limit: 200 }],
      ['list_devices', { fields: ['name', 'device_id'], ...all }],
    ],
    isAnswered: ([events, devices]) => {
      const roamers = new Set(rowsOf(events, 'events').map(({ device_id }) => device_id));
      const rest = rowsOf(devices, 'devices').filter(({ device_id }) => !roamers.has(device_id));
      return events!['has_more'] === false && rest.length > 10 && !names(rest).includes("Ben's phone");
    },
  },
  {
    text: 'how often did the laptop drop, and why?',
    calls: [['list_events', { device_id: "Anna's laptop", event_type: 'disconnected' }]],
    isAnswered: ([list]) =>
      rowsOf(list, 'events').some(({ reason }) => typeof reason === 'string' && reason.length > 3),
  },
  {
    text: 'what firmware do my access points run?',
    calls: [['list_access_points', {}]],
    isAnswered: ([list], network) =>
      rowsOf(list, 'access_points').length === network.house.accessPoints.length &&
      rowsOf(list, 'access_points').every(({ version }) => /^[67]\./.test(String(version))),
  },
  {
    text: '… is an update there?',
    calls: [
      ['list_access_points', {}],
      ['get_system_info', {}],
    ],
    isAnswered: ([points, list]) =>
      rowsOf(list, 'routers').every(({ latest_version: latest }) => String(latest).startsWith('7.')) &&
      rowsOf(points, 'access_points').some(({ latest_version: latest }) => String(latest).startsWith('7.')),
  },
  {
    text: 'which device has the weakest signal?',
    calls: [['list_devices', { sort: 'signal_dbm', limit: 5 }]],
    isAnswered: ([list]) => {
      const signals = rowsOf(list, 'devices').map((device) => Number(device['signal_dbm']));
      return (
        signals.length === 5 &&
        same(
          signals,
          signals.toSorted((a, b) => a - b),
        )
      );
    },
  },
  {
    text: 'who uses the most traffic?',
    calls: [
      ['list_devices', { sort: '-tx_throughput_bps', limit: 3, fields: ['name', 'tx_throughput_bps'] }],
    ],
    isAnswered: ([list]) =>
      rowsOf(list, 'devices').every((device) => Number(device['tx_throughput_bps']) >= 0),
  },
  {
    text: 'is anybody on the guest network?',
    calls: [['list_devices', { ssid: 'guest' }]],
    isAnswered: ([list], network) =>
      rowsOf(list, 'devices').filter(({ connected }) => connected === true).length ===
      house(network).filter(({ ssid, connected }) => ssid === 'guest' && connected).length,
  },
  {
    text: 'is an access point down, or did one restart?',
    calls: [['list_access_points', {}]],
    isAnswered: ([list]) =>
      // access points of the old CAPsMAN do not tell their uptime
      rowsOf(list, 'access_points').every(({ reachable }) => reachable === true) &&
      rowsOf(list, 'access_points').filter((point) => Number(point['uptime_seconds']) > 0).length > 3,
  },
  {
    text: 'how full is the kitchen in the evening?',
    calls: [['get_access_point_history', { access_point_id: 'Kitchen' }]],
    isAnswered: ([past]) => rowsOf(past, 'buckets').some((bucket) => Number(bucket['client_count_max']) > 0),
  },
  {
    text: 'who has this address?',
    calls: [['list_devices', { ip: 'IP of the panel' }]],
    isAnswered: ([list]) => same(names(rowsOf(list, 'devices')), ['Wall panel']),
  },
  {
    text: 'IP and MAC of the printer?',
    calls: [['list_devices', { name: 'printer', presence: 'any' }]],
    isAnswered: ([list], network) => {
      const printer = house(network).find(({ name }) => name === 'Printer')!;
      const row = rowsOf(list, 'devices').find(({ device_id }) => device_id === idOf(printer.mac))!;
      return row['ip_address'] === printer.ip && row['mac_address'] === printer.mac;
    },
  },
  {
    text: 'what is on the Hallway access point?',
    calls: [['list_devices', { access_point: 'Hallway', connected: true, limit: 200 }]],
    isAnswered: ([list], network) =>
      same(
        rowsOf(list, 'devices')
          .map(({ device_id }) => String(device_id))
          .sort(),
        house(network)
          .filter(({ accessPoint }) => accessPoint === 'Hallway')
          .map(({ mac }) => idOf(mac))
          .sort(),
      ),
  },
  {
    text: "where was Ben's phone today?",
    calls: [['get_device_history', { device_id: "Ben's phone" }]],
    isAnswered: ([past]) => new Set(rowsOf(past, 'segments').map((part) => part['access_point'])).size > 1,
  },
  {
    text: 'is all well? why is data missing?',
    before: ({ routers }) => routers[1]!.setFault('unauthorized'),
    calls: [['health_check', {}]],
    isAnswered: ([health]) => {
      const bad = rowsOf(health, 'routers').find((router) => router['router'] === 'router-2');
      const failed = rowsOf(bad, 'tables').filter(({ status }) => status === 'failed');
      return (
        health!['status'] === 'degraded' &&
        failed.length > 0 &&
        failed.every(({ message, remedy }) => String(message).length > 20 && String(remedy).length > 20)
      );
    },
  },
  {
    text: 'show DHCP leases of wired devices',
    calls: [['query_router', { router: 'router', menu: LEASES, limit: 1000 }]],
    isAnswered: ([leases], network) => {
      const wireless = new Set(house(network).map(({ mac }) => mac));
      const wired = rowsOf(leases, 'rows').filter((lease) => !wireless.has(String(lease['mac-address'])));
      return wired.some(({ comment }) => comment === 'NAS');
    },
  },
];

const SETTLE_MS = 15_000;

function idOf(mac: string): string {
  return mac.replaceAll(':', '').toLowerCase();
}

// as built, because the history runs in a worker
const built = (path: string) =>
  import(new URL(`../../dist/${path}.js`, import.meta.url).href) as Promise<unknown>;
const { serve } = (await built('service/serve')) as typeof import('../../src/service/serve.ts');
const { createLog } = (await built('telemetry/log')) as typeof import('../../src/telemetry/log.ts');
const [key, stateDir] = ['mcp-key-of-these-questions', mkdtempSync(join(tmpdir(), 'questions-'))];
const policies = ['read', 'write', 'test', 'reboot', 'api', 'rest-api'];
const network = await startNetwork({ seed: 1, users: [{ username: 'writer', password: 'w', policies }] });
const demo = demoConfig({
  routers: network.routers,
  asking: { username: 'writer', password: 'w' },
  people: network.house.people(),
  broker: { url: 'mqtt://127.0.0.1:1', username: '-', password: '-' },
  apiKey: 'rest-key-of-these-questions',
  mcpApiKey: key,
  port: 0,
  stateDir,
});
const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
const config: Config = {
  ...demo,
  mqtt: null,
  pollIntervalMs: 1000,
  guestSsids: ['guest'],
  changes: true,
  mcpChanges: 'propose',
  routers: demo.routers.map((router) => ({ ...router, writeUsername: 'writer', writePassword: 'w' })),
};
const running = await serve({ config, version: '0.0.0', log });
if (running.syslogPort !== null) network.logTo({ host: '127.0.0.1', port: running.syslogPort });
const client = new Client({ name: 'questions', version: '1' });
const requestInit = { headers: { Authorization: `Bearer ${key}` } };
await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', running.url), { requestInit }));
const instructions = client.getInstructions() ?? '';

// a little life, and then none, so that the answers can be compared with the truth
await sleep(SETTLE_MS / 3);
network.house.roam("Ben's phone", 'Kitchen');
network.house.leave("Anna's laptop");
await sleep(SETTLE_MS / 3);
network.house.arrive("Anna's laptop");
network.house.pause();
await sleep(SETTLE_MS);

/** What a person knows, or an earlier answer has said. */
function given(input: Row): Row {
  const panel = house(network).find((device) => device.name === 'Wall panel')!.ip;
  const nas = panel!.replace(/\d+$/, '5');
  return {
    ...input,
    ...(input['ip'] === undefined ? {} : { ip: panel }),
    ...(input['address'] === undefined ? {} : { address: nas }),
  };
}

async function ask([name, input]: Call): Promise<{ text: string; structured: Row }> {
  const result = await client.callTool({ name, arguments: given(input) });
  const [content] = result.content as { text: string }[];
  if (result.isError === true) throw new Error(content!.text);
  return { text: content!.text, structured: result.structuredContent as Row };
}

let answered = 0;
console.log('| question | text | structured | tokens: text / structured |\n|---|---|---|---|');
for (const { text, calls, isAnswered, before } of questions) {
  before?.(network);
  if (before !== undefined) await sleep(SETTLE_MS / 3);
  const results: Awaited<ReturnType<typeof ask>>[] = [];
  for (const call of calls) results.push(await ask(call));
  const tokens = (form: Form) =>
    results.reduce((sum, result) => {
      const bytes = form === 'text' ? result.text : JSON.stringify(result.structured);
      return sum + Math.ceil(Buffer.byteLength(bytes) / 4);
    }, 0);
  const outcome = (form: Form) => {
    try {
      const answers = results.map((result) =>
        form === 'text' ? readText(result.text).record : result.structured,
      );
      return isAnswered(answers, network) ? 'yes' : 'NO';
    } catch (error) {
      return `NO: ${String(error)}`;
    }
  };
  const [byText, byStructure] = [outcome('text'), outcome('structured')];
  if (byText === 'yes' && byStructure === 'yes') answered++;
  console.log(`| ${text} | ${byText} | ${byStructure} | ${tokens('text')} / ${tokens('structured')} |`);
}
console.log(`${answered} of ${questions.length} are answered in both forms.`);
await client.close();
await running.stop();
await network.stop();
rmSync(stateDir, { recursive: true, force: true });
process.exit(answered === questions.length ? 0 : 1);
