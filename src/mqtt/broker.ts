/** The connection that comes back: tries again ever more slowly, with the MQTT version the broker speaks, and says what is wrong. */
import type { Log } from '../telemetry/log.ts';
import { type BrokerConnection, type ReceivedMessage, openBrokerConnection } from './broker-connection.ts';
import {
  type ConnectionEnd,
  explainEnd,
  type BrokerFailure,
  isAboutVersion,
  isRefusedLogIn,
  duplicateClientId,
} from './broker-failure.ts';
import { withDeadline } from './deadline.ts';
import type { Publish } from './publish.ts';
import type { Timers } from './settings.ts';

export interface BrokerOptions {
  url: string;
  username: string | null;
  password: string | null;
  ca: string | null;
  clientId: string;
  will: Publish;
  willDelaySeconds: number;
  onOpen: (connection: BrokerConnection) => void;
  onMessage: (message: ReceivedMessage) => void;
  onLost: () => void;
  log: Log;
  now: () => number;
  random: () => number;
  timers: Timers;
}

export interface Broker {
  /** Null while not connected. */
  connection: () => BrokerConnection | null;
  failure: () => BrokerFailure | null;
  /** Leaves, without a last will, and comes back after a minute. */
  stepBack: () => void;
  /** No further attempt, and no word about what ends from here on. The connection, if there is one, is left to the caller. */
  stop: () => BrokerConnection | null;
}

const LEAVE_MS = 2000;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** A connection that lives so long has nothing wrong with it. */
const STABLE_MS = 60_000;
/** One that may have been ended by a double is believed after this. */
const BELIEVED_MS = 30_000;
const SHORT_LIFE_MS = 10_000;
const SHORT_LIVES_OF_A_DUEL = 3;

export function startBroker(options: BrokerOptions): Broker {
  const { url, clientId, log, now, random, timers, onOpen, onMessage, onLost } = options;
  let version: 4 | 5 = 5;
  let isVersionProven = false;
  let hasTriedOther = false;
  let connection: BrokerConnection | null = null;
  let attempt: Pick<BrokerConnection, 'destroy'> | null = null;
  let openedAt = 0;
  let failures = 0;
  let shortLives = 0;
  let failure: BrokerFailure | null = null;
  let told = '';
  let timer: unknown = null;
  let isStopped = false;
  /** It was left of our own will, and has not failed since: to come back to it is no news. */
  let isSteppedBack = false;
  /** Counts the attempts, to tell the latest from those left behind. */
  let turn = 0;

  function tryOnce(): void {
    timer = null;
    const own = ++turn;
    const { username, password, ca, will, willDelaySeconds } = options;
    attempt = openBrokerConnection({
      url,
      username,
      password,
      ca,
      clientId,
      version,
      will,
      willDelaySeconds,
      onOpen: opened,
      onMessage: (message) => void (own === turn && onMessage(message)),
      onEnd: (ending) => void (own === turn && ended(ending)),
    });
  }

  function opened(fresh: BrokerConnection): void {
    connection = fresh;
    openedAt = now();
    // the attempt with the other version was no failure of the broker's
    if (!isVersionProven) failures = 0;
    isVersionProven = true;
    if (failure?.kind !== 'taken_over') {
      failure = null;
      told = '';
    }
    const fields = { url, protocol: nameOf(version) };
    // whoever waits looks now and then whether the other is gone
    if (isSteppedBack) log.debug(fields, 'broker connected');
    else log.info(fields, 'broker connected');
    onOpen(fresh);
  }

  function ended(ending: ConnectionEnd): void {
    if (isStopped) return;
    connection = null;
    isSteppedBack = false;
    const lifeMs = ending.wasOpen ? now() - openedAt : 0;
    if (ending.wasOpen) onLost();
    if (lifeMs >= STABLE_MS) failures = shortLives = 0;
    failures++;
    if (ending.wasOpen && lifeMs < SHORT_LIFE_MS) shortLives++;
    // a double leaves the broker up
    if (!ending.wasOpen) shortLives = 0;
    failure =
      shortLives >= SHORT_LIVES_OF_A_DUEL && isSilent(ending)
        ? duplicateClientId(url, clientId)
        : explainEnd(ending, url, clientId);
    const isOtherNext =
      isAboutVersion(ending) && !(isVersionProven && ending.reason === null && failures < 3);
    const isAtOnce = isOtherNext && !hasTriedOther;
    if (isAtOnce)
      log.info({ url, protocol: nameOf(version), next: nameOf(otherThan(version)) }, 'protocol not spoken');
    else tell(failure);
    if (isOtherNext) {
      version = otherThan(version);
      isVersionProven = false;
    }
    hasTriedOther = isOtherNext ? !hasTriedOther : hasTriedOther;
    timer = timers.setTimeout(tryOnce, isAtOnce ? 0 : delay(ending));
  }

  function delay(ending: ConnectionEnd): number {
    const full = isRefusedLogIn(ending)
      ? MAX_DELAY_MS
      : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10));
    return full / 2 + (random() * full) / 2;
  }

  // once per reason, not once per attempt
  function tell({ kind, message, remedy }: BrokerFailure): void {
    if (told === kind) return;
    told = kind;
    log.warn({ kind, message, remedy }, 'broker lost');
  }

  function stepBack(): void {
    const leaving = connection;
    if (isStopped || leaving === null) return;
    // its end is our own doing: nothing is to be made of it
    turn++;
    connection = null;
    failure = null;
    isSteppedBack = true;
    onLost();
    timer = timers.setTimeout(tryOnce, MAX_DELAY_MS);
    void withDeadline(leaving.close(), LEAVE_MS, timers).then(() => leaving.destroy());
  }

  tryOnce();
  return {
    stepBack,
    connection: () => connection,
    // a duel is over when a connection holds
    failure: () => (connection !== null && now() - openedAt >= BELIEVED_MS ? null : failure),
    stop: () => {
      isStopped = true;
      if (timer !== null) timers.clearTimeout(timer);
      const last = connection;
      if (last === null) attempt?.destroy();
      connection = null;
      return last;
    },
  };
}

function otherThan(version: 4 | 5): 4 | 5 {
  return version === 5 ? 4 : 5;
}

function nameOf(version: 4 | 5): '5' | '3.1.1' {
  return version === 5 ? '5' : '3.1.1';
}

function isSilent({ error, reason }: ConnectionEnd): boolean {
  return reason === null && (error === null || error.code === 'ECONNRESET');
}
