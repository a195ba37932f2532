/** The connection to the broker that comes back. Performs what `broker-transition.ts` decides: attempts, timers and log lines. */
import type { Log } from '../telemetry/log.ts';
import { type BrokerConnection, openBrokerConnection, type ReceivedMessage } from './broker-connection.ts';
import type { BrokerFailure } from './broker-failure.ts';
import {
  type BrokerEffect,
  type BrokerInput,
  initialBrokerState,
  type ProtocolVersion,
} from './broker-state.ts';
import { brokerTransition, currentFailure } from './broker-transition.ts';
import { disconnect } from './disconnect.ts';
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
  /** Disconnects without a will, and comes back after a minute. */
  stepBack: () => void;
  /** Makes no further attempt. Returns the open connection, if there is one: closing it is up to the caller. */
  stop: () => BrokerConnection | null;
}

/** Makes the first attempt. */
export function startBroker(options: BrokerOptions): Broker {
  const { url, clientId, log, now, random, timers } = options;
  let state = initialBrokerState;
  let connection: BrokerConnection | null = null;
  let attempt: Pick<BrokerConnection, 'destroy'> | null = null;
  let timer: unknown = null;

  function dispatch(input: BrokerInput): void {
    const step = brokerTransition(state, input, { url, clientId });
    ({ state } = step);
    for (const effect of step.effects) perform(effect);
  }

  function perform(effect: BrokerEffect): void {
    switch (effect.type) {
      case 'connect':
        attempt = connect(effect.attempt, effect.version);
        return;
      case 'wait':
        timer = timers.setTimeout(() => dispatch({ type: 'due' }), effect.ms);
        return;
      case 'stop waiting':
        return timers.clearTimeout(timer);
      case 'abandon':
        return attempt?.destroy();
      case 'disconnect':
        return void disconnect(connection!, null, timers);
      case 'announce opened': {
        const fields = { url, protocol: nameOf(effect.version) };
        if (effect.isReturning) log.debug(fields, 'broker connected');
        else log.info(fields, 'broker connected');
        return options.onOpen(connection!);
      }
      case 'announce lost':
        return options.onLost();
      case 'log failure':
        return log.warn({ ...effect.failure }, 'broker lost');
      case 'log version':
        log.info(
          { url, protocol: nameOf(effect.version), next: nameOf(effect.next) },
          'protocol not supported',
        );
    }
  }

  function connect(number: number, version: ProtocolVersion) {
    const { username, password, ca, will, willDelaySeconds } = options;
    return openBrokerConnection({
      url,
      username,
      password,
      ca,
      clientId,
      version,
      will,
      willDelaySeconds,
      onOpen: (opened) => {
        connection = opened;
        dispatch({ type: 'opened', attempt: number, at: now() });
      },
      onMessage: (message) => {
        if (number === state.history.attempt && state.phase === 'connected') options.onMessage(message);
      },
      onEnd: (end) => dispatch({ type: 'ended', attempt: number, end, at: now(), jitter: random() }),
    });
  }

  dispatch({ type: 'due' });
  return {
    connection: () => (state.phase === 'connected' ? connection : null),
    failure: () => currentFailure(state, now()),
    stepBack: () => dispatch({ type: 'step back' }),
    stop: () => {
      const last = state.phase === 'connected' ? connection : null;
      dispatch({ type: 'stop' });
      return last;
    },
  };
}

function nameOf(version: ProtocolVersion): '5' | '3.1.1' {
  return version === 5 ? '5' : '3.1.1';
}
