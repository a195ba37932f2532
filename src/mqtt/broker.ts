/** The connection to the broker that comes back. Performs what `broker-transition.ts` decides: attempts, timers and log lines. */
import type { Clock } from '../telemetry/clock.ts';
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
import { type AccessNeeds, type Reason, remedyOf } from './reason.ts';

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
  /** The broker closes the connection after each message on this topic. */
  onWithhold: (topic: string, reason: Reason) => void;
  /** What is withheld may be tried again. */
  onRelease: () => void;
  /** Named in remedies. */
  needs: AccessNeeds;
  log: Log;
  clock: Pick<Clock, 'now' | 'after'>;
  random: () => number;
  acknowledgeMs?: number | undefined;
}

export interface Broker {
  /** Null while not connected. */
  connection: () => BrokerConnection | null;
  failure: () => BrokerFailure | null;
  /** Everything that was to be published has been acknowledged. */
  confirm: () => void;
  /** Disconnects without a will, and comes back after a minute. */
  stepBack: () => void;
  /** Makes no further attempt. Returns the open connection, if there is one: closing it is up to the caller. */
  stop: () => BrokerConnection | null;
}

/** Makes the first attempt. */
export function startBroker(options: BrokerOptions): Broker {
  const { url, clientId, needs, log, clock, random } = options;
  let state = initialBrokerState;
  let connection: BrokerConnection | null = null;
  let attempt: Pick<BrokerConnection, 'destroy'> | null = null;
  let stopWaiting = () => {};

  function dispatch(input: BrokerInput): void {
    const step = brokerTransition(state, input, { url, clientId, ...needs });
    ({ state } = step);
    for (const effect of step.effects) perform(effect);
  }

  function perform(effect: BrokerEffect): void {
    switch (effect.type) {
      case 'connect':
        attempt = connect(effect);
        return;
      case 'wait':
        stopWaiting = clock.after(effect.ms, () => dispatch({ type: 'due' }));
        return;
      case 'stop waiting':
        return stopWaiting();
      case 'abandon':
        return attempt?.destroy();
      case 'disconnect':
        return void disconnect(connection!, null, clock);
      case 'announce opened': {
        const { retain, qos, packetBytes } = connection!.limits;
        const fields = {
          url,
          protocol: nameOf(effect.version),
          ...(retain ? {} : { retain }),
          ...(qos === 1 ? {} : { qos }),
          ...(packetBytes === null ? {} : { packet_bytes: packetBytes }),
        };
        if (effect.isReturning) log.debug(fields, 'broker connected');
        else log.info(fields, 'broker connected');
        return options.onOpen(connection!);
      }
      case 'announce lost':
        return options.onLost();
      case 'withhold':
        return options.onWithhold(effect.topic, effect.reason);
      case 'release':
        return options.onRelease();
      case 'log will':
        return log.warn(
          { url, remedy: remedyOf(effect.refused, needs) },
          effect.refused === 'retain' ? 'broker retains nothing' : 'quality of service lowered',
        );
      case 'log failure':
        return log.warn({ ...effect.failure }, 'broker lost');
      case 'log version':
        log.info(
          { url, protocol: nameOf(effect.version), next: nameOf(effect.next) },
          'protocol not supported',
        );
    }
  }

  function connect({
    attempt: number,
    version,
    willManner,
    isCareful,
  }: Extract<BrokerEffect, { type: 'connect' }>) {
    const { username, password, ca, will, willDelaySeconds } = options;
    return openBrokerConnection({
      url,
      username,
      password,
      ca,
      clientId,
      version,
      will,
      willManner,
      willDelaySeconds,
      isCareful,
      acknowledgeMs: options.acknowledgeMs,
      clock,
      onOpen: (opened) => {
        connection = opened;
        dispatch({ type: 'opened', attempt: number, at: clock.now() });
      },
      onMessage: (message) => {
        if (number === state.history.attempt && state.phase === 'connected') options.onMessage(message);
      },
      onEnd: (end) => dispatch({ type: 'ended', attempt: number, end, at: clock.now(), jitter: random() }),
    });
  }

  dispatch({ type: 'due' });
  return {
    connection: () => (state.phase === 'connected' ? connection : null),
    failure: () => currentFailure(state, clock.now()),
    confirm: () => dispatch({ type: 'acknowledged' }),
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
