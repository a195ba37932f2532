/** The log push part of `check`: the commands for each router, and which routers send lines. */
import { connect } from 'node:net';
import { createAddressList } from '../auth/address-list.ts';
import type { ProbeSyslog, SyslogProbe } from '../syslog/probe.ts';
import type { Config } from '../config/config.ts';
import { checkLogging, TOPICS } from './check-logging.ts';
import type { Say } from './say.ts';

export interface CheckSyslogOptions {
  config: Pick<Config, 'host' | 'syslogPort' | 'syslogAllow' | 'routers'>;
  print: (line: string) => void;
  say: Say;
  /** Listens for lines; without it nothing listens. */
  probe?: ProbeSyslog | undefined;
  progress?: ((text: string | null) => void) | undefined;
  waitMs?: number | undefined;
}

const WAIT_MS = 10_000;
const CONNECT_MS = 3_000;
const UNKNOWN_ADDRESS = '<address of this machine>';

/** Whether lines can be received. Receiving none is no failure: routers log nothing while no device connects or roams. */
export async function checkSyslog(options: CheckSyslogOptions): Promise<boolean> {
  const { config, print, say, probe, progress, waitMs = WAIT_MS } = options;
  const { host, syslogPort: port, syslogAllow, routers } = config;
  if (port === null) {
    print(
      'Log push is off. With SYSLOG_PORT=5514 the service receives the routers’ log lines and sees changes at once.',
    );
    return true;
  }
  print(`Log push to port ${port}`);
  if (port === 0) {
    say(
      '!',
      'log lines',
      'SYSLOG_PORT=0 is another port at every start, so no router can be set to it: choose one, such as 5514',
    );
    return true;
  }
  progress?.('finding the address of this machine');
  const addresses = await Promise.all(routers.map(({ url }) => localAddressTowards(url, CONNECT_MS)));
  progress?.(null);
  for (const line of commandLines(routers, addresses, port)) say(' ', '', line);
  for (const router of routers) await checkLogging(router, port, say);
  if (probe === undefined) return true;
  const found = await probe({
    host,
    port,
    isAllowed: createAddressList(syslogAllow),
    routers: routers.map(({ id, url }) => ({ id, url })),
    waitMs,
    ...(progress === undefined ? {} : { progress }),
  });
  progress?.(null);
  return sayLines(found, routers, waitMs, say);
}

/** Routers that reach this machine at the same address get the same commands. */
function commandLines(
  routers: readonly { id: string }[],
  addresses: readonly (string | null)[],
  port: number,
): string[] {
  const seen = addresses.map((address) => address ?? UNKNOWN_ADDRESS);
  return [...new Set(seen)].flatMap((address) => [
    `In the terminal of ${namesOf(routers.filter((_, index) => seen[index] === address))}, once:`,
    `  /system/logging/action/add name=presence target=remote remote=${address} remote-port=${port}`,
    ...TOPICS.map((topics) => `  /system/logging/add topics=${topics} action=presence`),
    ...(address === UNKNOWN_ADDRESS
      ? []
      : [`(in a container, use the address of its host instead of ${address})`]),
  ]);
}

function sayLines(
  { failure, lineCounts, unattributedCount, foreign }: SyslogProbe,
  routers: readonly { id: string }[],
  waitMs: number,
  say: Say,
): boolean {
  if (failure !== null) {
    say(failure.isTaken ? '!' : '✗', 'log lines', failure.message);
    if (failure.isTaken)
      say(
        ' ',
        '',
        'If the service is running here, it holds the port: /health shows which routers send lines.',
      );
    return failure.isTaken;
  }
  const [sending, silent] = [routers.filter(hasSent), routers.filter((router) => !hasSent(router))];
  for (const { id } of sending) say('✓', 'log lines', `"${id}": ${counted(lineCounts.get(id)!)} received`);
  if (unattributedCount > 0)
    say(
      '✓',
      'log lines',
      `${counted(unattributedCount)} received from an address that several routers share or SYSLOG_ALLOW names`,
    );
  for (const address of foreign)
    say(
      '!',
      'log lines',
      `from ${address} were ignored: no router has this address. To accept them, set SYSLOG_ALLOW=${address}`,
    );
  if (silent.length > 0 && unattributedCount === 0)
    for (const { id } of silent)
      say(
        '!',
        'log lines',
        `"${id}": none in ${waitMs / 1000} s. Run check again, and switch a phone’s WiFi off and on meanwhile`,
      );
  return true;

  function hasSent({ id }: { id: string }): boolean {
    return (lineCounts.get(id) ?? 0) > 0;
  }
}

function namesOf(routers: readonly { id: string }[]): string {
  return routers.map(({ id }) => `"${id}"`).join(', ');
}

function counted(count: number): string {
  return count === 1 ? 'one line' : `${count} lines`;
}

/** The address of this machine towards the host of the URL, before any NAT on the way; null when the host cannot be reached. */
export function localAddressTowards(url: string, timeoutMs: number): Promise<string | null> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: timeoutMs,
    });
    const answer = (address: string | null) => {
      socket.destroy();
      resolve(address);
    };
    socket.on('connect', () => answer(socket.localAddress?.replace(/^::ffff:|%.*$/g, '') ?? null));
    socket.on('error', () => answer(null));
    socket.on('timeout', () => answer(null));
  });
}
