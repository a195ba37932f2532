/** What a terminal shows after the start: where to look, what is on, and what the first readings found. */
import type { networkInterfaces } from 'node:os';
import type { Config } from '../config/config.ts';
import type { RouterRecord } from '../record/network.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { openDoors } from '../service/authenticators.ts';
import { counted } from './counted.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;

export function greet(
  { url, snapshot }: { url: string; snapshot: Pick<SnapshotHolder, 'subscribe'> },
  config: Config,
  interfaces: Interfaces,
  print: (text: string) => void,
): void {
  print(welcomeText(url, config, interfaces));
  const end = snapshot.subscribe((current) => {
    if (!current.routers.every((router) => isPolled(router, current))) return;
    print(`  found     ${foundText(current)}\n\n`);
    queueMicrotask(() => end());
  });
}

/** Before its first poll a router has neither answered nor failed. */
function isPolled({ router, reachable }: RouterRecord, { problems }: Snapshot): boolean {
  return reachable || problems.some((problem) => problem.router === router);
}

/** Nothing secret: keys are in the configuration. */
export function welcomeText(url: string, config: Config, interfaces: Interfaces): string {
  const { host, apiKey, webUi, mqtt, historyMaxBytes, routers } = config;
  const open = openDoors(config);
  const isRestOn = open.includes('rest');
  const keyName = apiKey === null ? 'a key for REST' : 'API_KEY';
  const isPageOn = isRestOn && webUi;
  const outside = isPageOn ? outsideUrl(url, host, interfaces) : null;
  const rows = [
    ['page', isPageOn ? `${url}/      sign in with ${keyName}` : 'off'],
    ...(outside === null ? [] : [['', `From other devices: ${outside}`]]),
    ['manual', `${url}/manual`],
    ['REST', isRestOn ? `${url}/docs` : 'off: set API_KEY'],
    ['MCP', open.includes('mcp') ? `${url}/mcp` : 'off: set MCP_API_KEY for AI assistants'],
    ['MQTT', mqtt === null ? 'off: set MQTT_URL for Home Assistant' : mqtt.url],
    ['history', historyMaxBytes === 0 ? 'off' : 'on'],
    ['routers', routers.map((router) => router.url).join('  ')],
  ];
  const lines = rows.map(([name, text]) => `  ${name!.padEnd(9)} ${text}`);
  return `\nmikrotik-presence is running. Stop it with Ctrl+C. "mikrotik-presence check" examines each router.\n\n${lines.join('\n')}\n`;
}

/** The page as other devices reach it; null where it listens on one address, or none is known. */
function outsideUrl(url: string, host: string, interfaces: Interfaces): string | null {
  if (host !== '0.0.0.0' && host !== '::') return null;
  const found = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  return found === undefined ? null : Object.assign(new URL(url), { hostname: found.address }).href;
}

type Counted = Pick<Snapshot, 'devices' | 'accessPoints' | 'routers'>;

/** A router that did not answer is named, because its devices are in no count. */
export function foundText({ devices, accessPoints, routers }: Counted): string {
  const silent = routers.filter(({ reachable }) => !reachable).map(({ router }) => router);
  const missing = silent.length === 0 ? '' : `; no answer from ${silent.join(', ')}: see the log`;
  const connected = [...devices.values()].filter((device) => device.connected === true).length;
  return `${counted(connected, 'device')} connected on ${counted(accessPoints.length, 'access point')}${missing}`;
}
