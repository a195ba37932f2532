/**
 * `mikrotik-presence check`: reads every router once and says, for somebody setting up at night, what is right, what is wrong, and what to
 * type in the router's terminal to mend it.
 */
import { sayBroker } from './check-broker.ts';
import type { Say } from './say.ts';
import type { BrokerProbe } from '../mqtt/probe.ts';
import { strangerLines } from './check-stranger.ts';
import { checkSyslog } from './check-syslog.ts';
import type { ProbeSyslog } from '../syslog/probe.ts';
import type { Config, MqttConfig, RouterConfig } from '../config/config.ts';
import { type Menu, menuPaths, menus } from '../parse/menu.ts';
import { answered, type Reading, rowsOf, type TableError } from '../parse/reading.ts';
import { emptyPollMemory, pollOnce } from '../poll/once.ts';
import { type CertificateProbe, probeCertificate } from '../routeros/certificate.ts';
import { createDecoder } from '../parse/charset.ts';
import { connectRouter } from '../routeros/connection.ts';
import { takeSnapshot } from '../world/snapshot.ts';
import { step } from '../world/step.ts';
import { newWorld } from '../world/world.ts';

export interface CheckOptions {
  config: Config;
  /** Prints a line. */
  print: (line: string) => void;
  /** Shows what is being read now; null when nothing is. */
  progress?: (text: string | null) => void;
  /** Tries out the broker of the configuration; it is left out without this. */
  probeBroker?: (settings: { mqtt: MqttConfig; instanceId: string }) => Promise<BrokerProbe>;
  /** Listens for log lines of the routers; it is left out without this. */
  probeSyslog?: ProbeSyslog;
  /** How long it listens at most; 10 s if not given. */
  listenMs?: number;
  now?: () => number;
  monotonicNow?: () => number;
}

/** Resolves to whether every router could be read as it should, and the broker does what it should. */
export async function check(options: CheckOptions): Promise<boolean> {
  const { config, print, progress, probeBroker, probeSyslog, listenMs } = options;
  const { mqtt, instanceId } = config;
  const say: Say = (mark, topic, text) => print(`  ${mark} ${topic.padEnd(12)} ${text}`);
  const readings: Reading[] = [];
  let isWell = true;
  for (const router of config.routers) {
    print(`Router "${router.id}" at ${router.url}`);
    isWell = (await checkRouter(router, options, say, readings)) && isWell;
    print('');
  }
  if (mqtt !== null && probeBroker !== undefined) {
    print(`Broker at ${mqtt.url}`);
    progress?.('logging in');
    const probe = await probeBroker({ mqtt, instanceId });
    progress?.(null);
    isWell = sayBroker(probe, mqtt, say) && isWell;
    print('');
  }
  isWell =
    (await checkSyslog({ config, print, say, progress, probe: probeSyslog, waitMs: listenMs })) && isWell;
  print('');
  if (config.apiKey === null && config.mcpApiKey === null && mqtt === null) {
    print(
      '  ! nothing would be served yet: set API_KEY for REST, MCP_API_KEY for AI assistants or MQTT_URL for Home Assistant',
    );
    print('');
  }
  const strangers = strangerLines(readings, config);
  for (const line of strangers) print(line);
  if (strangers.length > 0) print('');
  print(
    isWell
      ? 'Everything is as it should be: mikrotik-presence is ready to start.'
      : 'Not everything is as it should be yet; see the lines marked ✗ above.',
  );
  return isWell;
}

async function checkRouter(
  router: RouterConfig,
  options: CheckOptions,
  say: Say,
  readings: Reading[],
): Promise<boolean> {
  const { progress, now = Date.now, monotonicNow = () => performance.now() } = options;
  const isTls = router.url.startsWith('https:');
  progress?.('asking for the certificate');
  const probe = isTls
    ? await probeCertificate(router.url, { ca: router.ca, timeoutMs: router.timeoutMs })
    : null;
  const connection = connectRouter(router, createDecoder);
  const { reading } = await pollOnce(connection, emptyPollMemory, {
    router: router.id,
    timeoutMs: router.timeoutMs,
    budgetMs: menuPaths.length * router.timeoutMs,
    now,
    monotonicNow,
    someoneMissing: () => true,
    onTable: (path) => progress?.(path),
  });
  connection.close();
  readings.push(reading);
  progress?.(null);

  const errors = menuPaths.flatMap((path) => {
    const table = reading.tables[path];
    return table.status === 'failed' ? [table.error] : [];
  });
  const isRead = answered(reading);
  const isReached = isRead || errors.every(({ kind }) => kind !== 'unreachable');
  say(
    isReached ? '✓' : '✗',
    'reachable',
    isReached ? `answers after ${latencyOf(reading)} ms` : errors[0]!.message,
  );
  if (isTls && (isReached || probe !== null)) sayCertificate(router, probe, say);
  else if (!isTls)
    say('!', 'certificate', 'none: http sends the password in the clear; use https outside your own machine');
  const isAllowed = errors.every(({ kind }) => kind !== 'unauthorized');
  if (isRead && isAllowed)
    say('✓', 'log-in', `as ${router.username}; policies are enough to read (read, api, rest-api)`);
  if (isRead) sayDetails(reading, options, say);
  sayErrors(errors, say);
  for (const line of mend(router, errors, !isRead, probe)) say(' ', '', line);
  return isRead && errors.length === 0 && hasWifi(reading);
}

function hasWifi(reading: Reading): boolean {
  return registrationPaths.some((path) => reading.tables[path].status === 'complete');
}

const registrationPaths = menuPaths.filter((path) => menus[path].group === 'registrations');

/** One line for each reason, not for each table: what shuts one out usually shuts out all. */
function sayErrors(errors: readonly TableError[], say: Say): void {
  const remedies = new Map<string, TableError[]>();
  for (const error of errors) remedies.set(error.remedy, [...(remedies.get(error.remedy) ?? []), error]);
  for (const [remedy, [first, ...others]] of remedies) {
    const { kind, message } = first!;
    // these two have been said above
    if (kind !== 'unreachable' && kind !== 'untrusted_certificate') {
      say('✗', kind === 'unauthorized' ? 'log-in' : 'tables', message);
      if (others.length > 0) say(' ', '', `… and ${others.length} more tables for the same reason`);
    }
    say(' ', '', remedy);
  }
}

function sayCertificate(router: RouterConfig, probe: CertificateProbe | null, say: Say): void {
  if (probe === null)
    return say('✗', 'certificate', 'none was shown: www-ssl has no certificate, or this is no https port');
  const until = `valid to ${new Date(probe.validTo).toISOString().slice(0, 10)}`;
  if (router.tlsFingerprint !== null) {
    const isPinned = router.tlsFingerprint === probe.fingerprint;
    say(
      isPinned ? '✓' : '✗',
      'certificate',
      isPinned ? `is the pinned one (${until})` : 'is not the pinned one; if you changed it, pin this one:',
    );
    if (!isPinned) say(' ', '', `ROUTEROS_TLS_FINGERPRINT=${probe.fingerprint}`);
  } else if (probe.distrust === null) say('✓', 'certificate', `is trusted (${until})`);
  else if (!router.tlsVerify)
    say('!', 'certificate', 'is not verified: anybody on the way can read the password. Better pin it:');
  else
    say(
      '✗',
      'certificate',
      `is not trusted (${probe.isSelfSigned ? 'self-signed' : probe.distrust}). If this is your router, pin it:`,
    );
  if (router.tlsFingerprint === null && probe.distrust !== null)
    say(' ', '', `ROUTEROS_TLS_FINGERPRINT=${probe.fingerprint}`);
}

function sayDetails(reading: Reading, { config }: CheckOptions, say: Say): void {
  const resource = rowsOf(reading.tables['system/resource'])?.[0];
  const identity = rowsOf(reading.tables['system/identity'])?.[0]?.name ?? 'without a name';
  if (resource !== undefined)
    say(
      '✓',
      'RouterOS',
      `${resource.version ?? 'of unknown version'} on ${resource.boardName ?? 'unknown hardware'}, "${identity}"`,
    );
  const found = registrationPaths.filter((path) => reading.tables[path].status === 'complete');
  say(
    found.length > 0 ? '✓' : '✗',
    'WiFi menus',
    found.length > 0 ? found.map(dialectOf).join(', ') : 'none: this router manages no WiFi',
  );
  const absent = registrationPaths.filter((path) => reading.tables[path].status === 'absent');
  if (absent.length > 0)
    say(' ', '', `not on this router, which is no fault: ${absent.map(dialectOf).join(', ')}`);
  const now = { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs };
  const { world } = step(newWorld(config, now), { type: 'reading', reading }, config, now);
  const snapshot = takeSnapshot(world, config, null)?.snapshot;
  const connected = [...(snapshot?.devices.values() ?? [])].filter(
    (device) => device.connected === true && device.router === reading.router,
  );
  say(
    '✓',
    'devices',
    `${connected.length} on WiFi now${
      connected.length === 0
        ? ''
        : `, such as ${connected
            .slice(0, 3)
            .map(({ name }) => `"${name}"`)
            .join(', ')}`
    }`,
  );
  for (const accessPoint of snapshot?.accessPoints ?? []) {
    say(
      ' ',
      '',
      `${accessPoint.client_count ?? 'unknown'} on access point "${accessPoint.name}" (${accessPoint.access_point_id})`,
    );
  }
  const leases = reading.tables['ip/dhcp-server/lease'];
  const servesNone = leases.status === 'absent' || (leases.status === 'complete' && leases.rows.length === 0);
  if (servesNone)
    say(
      '!',
      'leases',
      'this router serves no DHCP: names and addresses come from another configured router, or not at all',
    );
}

function dialectOf(path: Menu): string {
  return path.replace('/registration-table', '');
}

function latencyOf(reading: Reading): number {
  const first = menuPaths.find(
    (path) => menus[path].group === 'registrations' && reading.tables[path].durationMs > 0,
  );
  return first === undefined ? 0 : Math.round(reading.tables[first].durationMs);
}

/** What to type in the router's terminal, for the errors met. */
function mend(
  router: RouterConfig,
  errors: readonly TableError[],
  isShut: boolean,
  probe: CertificateProbe | null,
): string[] {
  const kinds = new Set(errors.map(({ kind }) => kind));
  const lines: string[] = [];
  if (kinds.has('unauthorized')) {
    lines.push(
      'In the router’s terminal, a group and a user that can only look:',
      '  /user/group/add name=presence policy=read,api,rest-api',
      `  /user/add name=${/^[\w-]+$/.test(router.username) ? router.username : 'presence'} group=presence password="choose a long one"`,
      'If they exist: /user/group/set presence policy=read,api,rest-api   and   /user/print for the allowed address.',
    );
  }
  if (isShut && (kinds.has('unreachable') || (router.url.startsWith('https:') && probe === null))) {
    lines.push(
      'In the router’s terminal, REST over https with a certificate of its own:',
      '  /certificate/add name=rest common-name=router days-valid=3650 key-usage=tls-server',
      '  /certificate/sign rest',
      '  /ip/service/set www-ssl certificate=rest disabled=no',
      '  /ip/service/print where name~"www"      (port, and the addresses it lets in)',
    );
  }
  if (isShut && kinds.has('bad_reply'))
    lines.push('RouterOS 6 has no REST: it came with 7.1. Which version it is: /system/resource/print.');
  return lines;
}
