/** The routers' part of `check`: whether one can be read, by whom, and what it knows. */
import type { Config, RouterConfig } from '../config/config.ts';
import { createDecoder } from '../parse/charset.ts';
import { type Menu, menuPaths, menus } from '../parse/menu.ts';
import { answered, type Reading, rowsOf, type TableError } from '../parse/reading.ts';
import { atOnce } from '../parse/sliced.ts';
import { emptyPollMemory } from '../poll/memory.ts';
import { pollOnce } from '../poll/once.ts';
import { type CertificateProbe, probeCertificate } from '../routeros/certificate.ts';
import { connectRouter } from '../routeros/connect.ts';
import { isUnknownHost } from '../routeros/failure.ts';
import { isNativeApi } from '../routeros/url.ts';
import { findNativeApi } from './check-native-api.ts';
import { systemClock } from '../telemetry/clock.ts';
import { takeSnapshot } from '../world/snapshot.ts';
import { step } from '../world/step.ts';
import { newWorld } from '../world/world.ts';
import { policiesFor, remedyLines } from './check-remedy.ts';
import type { Say } from './say.ts';
import { inSlices } from '../telemetry/slices.ts';

export interface CheckRouterOptions {
  config: Config;
  say: Say;
  /** Shows what is being read now; null when nothing is. */
  progress?: ((text: string | null) => void) | undefined;
}

/** Reads every menu once. `isWell`: all of them could be read, and there is WiFi. */
export async function checkRouter(
  router: RouterConfig,
  { config, say, progress }: CheckRouterOptions,
): Promise<{ reading: Reading; isWell: boolean }> {
  const isTls = /^(?:https|apis):/.test(router.url);
  progress?.('reading the certificate');
  const certificate = isTls
    ? await probeCertificate(router.url, { ca: router.ca, timeoutMs: router.timeoutMs })
    : null;
  const reading = await readOnce(router, progress);
  progress?.(null);

  const errors = menuPaths.flatMap((path) => {
    const table = reading.tables[path];
    return table.status === 'failed' ? [{ ...table.error, isAsked: table.durationMs > 0 }] : [];
  });
  const kinds = new Set(errors.map(({ kind }) => kind));
  const isRead = answered(reading);
  // a connection that brings no answer is no answer
  const unanswered = isRead ? [] : errors.filter(({ kind }) => kind === 'unreachable' || kind === 'timeout');
  const isReached = unanswered.length === 0;
  const found = {
    kinds,
    isUnread: !isRead,
    isUnknownHost: errors.some(isUnknownHost),
    hasCertificate: certificate !== null,
  };
  const sayRemedies = () => remedyLines(router, found).forEach((line) => say(' ', '', line));
  if (isReached) say('✓', 'reachable', `answers after ${latencyOf(reading)} ms`);
  else {
    say('✗', 'reachable', unanswered[0]!.message);
    for (const remedy of new Set(unanswered.map((error) => error.remedy))) say(' ', '', remedy);
    sayRemedies();
  }
  const [plain, secure] = isNativeApi(router.url) ? ['api', 'apis'] : ['http', 'https'];
  if (!isTls) say('!', 'certificate', `none: ${plain} sends the password unencrypted; use ${secure}`);
  else if (isReached || certificate !== null) sayCertificate(router, certificate, say);
  if (isRead && !kinds.has('unauthorized'))
    say('✓', 'log-in', `as ${router.username}; its policies suffice (${policiesFor(router.url)})`);
  if (isRead) sayDetails(reading, config, say);
  sayErrors(
    errors.filter((error) => !unanswered.includes(error)),
    say,
  );
  if (isReached) sayRemedies();
  const native =
    isRead || found.isUnknownHost || isNativeApi(router.url) ? null : await findNativeApi(router.url);
  if (native !== null)
    say('!', 'native API', `answers: with RouterOS 6, or without REST, set the URL to ${native}`);
  return { reading, isWell: isRead && errors.length === 0 && menusOf(reading, 'complete').length > 0 };
}

async function readOnce(router: RouterConfig, progress: CheckRouterOptions['progress']): Promise<Reading> {
  const connection = connectRouter(router, createDecoder, inSlices);
  const { reading } = await pollOnce(connection, emptyPollMemory, {
    router: router.id,
    timeoutMs: router.timeoutMs,
    budgetMs: menuPaths.length * router.timeoutMs,
    clock: systemClock,
    // every menu is read, those of a poll with a missing device included
    hasMissing: () => true,
    onTable: (path) => progress?.(path),
  });
  connection.close();
  return reading;
}

const registrationPaths = menuPaths.filter((path) => menus[path].group === 'registrations');

/** The WiFi menus of this status, without the name of their table. */
function menusOf(reading: Reading, status: 'complete' | 'absent'): string[] {
  return registrationPaths
    .filter((path) => reading.tables[path].status === status)
    .map((path) => path.replace('/registration-table', ''));
}

/** `isAsked`: the router was sent a request; it is not after a failure that ends the poll. */
type AskedError = TableError & { isAsked: boolean };

/** One line for each reason, not for each table: one cause usually fails them all. */
function sayErrors(errors: readonly AskedError[], say: Say): void {
  const byRemedy = new Map<string, AskedError[]>();
  for (const error of errors) byRemedy.set(error.remedy, [...(byRemedy.get(error.remedy) ?? []), error]);
  for (const [remedy, [first, ...others]] of byRemedy) {
    const { kind, message } = first!;
    // the line "certificate" has reported this
    if (kind !== 'untrusted_certificate') {
      say('✗', kind === 'unauthorized' ? 'log-in' : 'tables', message);
      const same = others.filter(({ isAsked }) => isAsked).length;
      if (same > 0) say(' ', '', `… and ${same} more menus for the same reason`);
      const unasked = others.length - same;
      if (unasked > 0) say(' ', '', `${unasked} more menus were not asked`);
    }
    say(' ', '', remedy);
  }
}

function sayCertificate(
  { url, tlsFingerprint, tlsVerify }: RouterConfig,
  probe: CertificateProbe | null,
  say: Say,
): void {
  if (probe === null) {
    const [service, scheme] = isNativeApi(url) ? ['api-ssl', 'apis'] : ['www-ssl', 'https'];
    say(
      '✗',
      'certificate',
      `none: ${service} has no certificate, or another service than ${scheme} has this port`,
    );
    return;
  }
  const { fingerprint, distrust, isSelfSigned } = probe;
  const until = `valid to ${new Date(probe.validTo).toISOString().slice(0, 10)}`;
  const sayPin = () => say(' ', '', `ROUTEROS_TLS_FINGERPRINT=${fingerprint}`);
  if (tlsFingerprint === fingerprint) say('✓', 'certificate', `is the pinned one (${until})`);
  else if (tlsFingerprint !== null) {
    say('✗', 'certificate', 'is not the pinned one. If you renewed it, pin the new one:');
    sayPin();
  } else if (distrust === null) say('✓', 'certificate', `is trusted (${until})`);
  else if (!tlsVerify) {
    say('!', 'certificate', 'is not verified: anyone on the network path can read the password. Pin it:');
    sayPin();
  } else {
    const reason = isSelfSigned ? 'self-signed' : distrust;
    say('✗', 'certificate', `is not trusted (${reason}). If this is your router, pin it:`);
    sayPin();
  }
}

function sayDetails(reading: Reading, config: Config, say: Say): void {
  const resource = rowsOf(reading.tables['system/resource'])?.[0];
  const identity = rowsOf(reading.tables['system/identity'])?.[0]?.name ?? null;
  if (resource !== undefined) {
    const system = `${resource.version ?? 'unknown version'} on ${resource.boardName ?? 'unknown hardware'}`;
    say('✓', 'RouterOS', `${system}, ${identity === null ? 'without an identity' : `"${identity}"`}`);
  }
  const found = menusOf(reading, 'complete');
  if (found.length > 0) say('✓', 'WiFi menus', found.join(', '));
  else say('✗', 'WiFi menus', 'none: this router manages no WiFi');
  const absent = menusOf(reading, 'absent');
  if (absent.length > 0) say(' ', '', `not on this router, which is no fault: ${absent.join(', ')}`);
  sayDevices(reading, config, say);
  const leases = reading.tables['ip/dhcp-server/lease'];
  if (leases.status === 'absent' || rowsOf(leases)?.length === 0)
    say(
      '!',
      'leases',
      'this router leases no addresses: names and IP addresses come from another configured router, if any',
    );
}

function sayDevices(reading: Reading, config: Config, say: Say): void {
  const now = { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs };
  const { world } = atOnce(step(newWorld(config, now), { type: 'reading', reading }, config, now));
  const snapshot = atOnce(takeSnapshot(world, config, null))?.snapshot;
  const connected = [...(snapshot?.devices.values() ?? [])].filter(
    (device) => device.connected === true && device.router === reading.router,
  );
  // a name that is only the address says little
  const isBare = (device: (typeof connected)[number]) => device.name === device.mac_address;
  const sorted = connected.toSorted((a, b) => Number(isBare(a)) - Number(isBare(b)));
  const names = sorted.slice(0, 3).map(({ name }) => `"${name}"`);
  const such = names.length === 0 ? '' : `, such as ${names.join(', ')}`;
  say('✓', 'devices', `${connected.length} on WiFi now${such}`);
  for (const { name, access_point_id, client_count } of snapshot?.accessPoints ?? [])
    say(' ', '', `${client_count ?? 'unknown'} on access point "${name}" (${access_point_id})`);
}

function latencyOf(reading: Reading): number {
  const first = menuPaths.find((path: Menu) => {
    const table = reading.tables[path];
    const hasAnswered = table.status !== 'failed' || table.error.kind !== 'timeout';
    return hasAnswered && table.durationMs > 0;
  });
  return first === undefined ? 0 : Math.round(reading.tables[first].durationMs);
}
