/** What a terminal shows after the start: where to look, what is on, and what the first readings found. */
import type { Config } from '../config/config.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';

export function greet(
  { url, snapshot }: { url: string; snapshot: SnapshotHolder },
  config: Config,
  print: (text: string) => void,
): void {
  print(welcomeText(url, config));
  const end = snapshot.subscribe((current) => {
    if (!config.routers.every(({ id }) => current.routers.some((router) => router.router === id))) return;
    print(`  found     ${foundText(current)}\n\n`);
    queueMicrotask(() => end());
  });
}

/** Nothing secret: keys are in the configuration. */
export function welcomeText(
  url: string,
  { apiKey, webUi, mcpApiKey, oauthIssuer, mqtt, historyMaxBytes, routers }: Config,
): string {
  const isMcpOn = mcpApiKey !== null || oauthIssuer !== null;
  const rows = [
    ['page', apiKey === null || !webUi ? 'off' : `${url}/      sign in with API_KEY`],
    ['manual', `${url}/manual`],
    ['REST', apiKey === null ? 'off: set API_KEY' : `${url}/docs`],
    ['MCP', isMcpOn ? `${url}/mcp` : 'off: set MCP_API_KEY for AI assistants'],
    ['MQTT', mqtt === null ? 'off: set MQTT_URL for Home Assistant' : mqtt.url],
    ['history', historyMaxBytes === 0 ? 'off' : 'on'],
    ['routers', routers.map((router) => router.url).join('  ')],
  ];
  const lines = rows.map(([name, text]) => `  ${name!.padEnd(9)} ${text}`);
  return `\nmikrotik-presence is running. Stop it with Ctrl+C. "mikrotik-presence check" examines each router.\n\n${lines.join('\n')}\n`;
}

export function foundText({ devices, accessPoints }: Pick<Snapshot, 'devices' | 'accessPoints'>): string {
  const connected = [...devices.values()].filter((device) => device.connected === true).length;
  return `${counted(connected, 'device')} connected on ${counted(accessPoints.length, 'access point')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
