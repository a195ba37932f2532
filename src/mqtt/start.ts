/** The MQTT edge: publishes snapshots, and reacts to Home Assistant. Performs what `edge-transition.ts` decides. */
import { areaChange } from './area.ts';
import type { BrokerConnection, ReceivedMessage } from './broker-connection.ts';
import { duplicateInstance } from './broker-failure.ts';
import { subscriptionRemedy, toBrokerHealth } from './broker-health.ts';
import { startBroker } from './broker.ts';
import { classify } from './classify.ts';
import { deletionKey, keysNamed, keysOf, toDeletions } from './deletion.ts';
import { disconnect } from './disconnect.ts';
import { type EdgeEffect, type EdgeInput, type EdgeTimer, initialEdgeState } from './edge-state.ts';
import { edgeTransition, isContested } from './edge-transition.ts';
import { followSnapshots } from './follow-snapshots.ts';
import { createNamedTimers } from './named-timers.ts';
import type { Mqtt, MqttOptions } from './options.ts';
import { createOutbox } from './outbox.ts';
import { bridgeState } from './payload.ts';
import { createPublication } from './publication.ts';
import type { Reason } from './reason.ts';
import { answerRequest } from './request.ts';
import { commandIn } from './switch.ts';
import { createTopics, type SwitchTopic } from './topics.ts';

const WILL_DELAY_SECONDS = 10;

/** What follows when a timer is due. */
const due: Record<Exclude<EdgeTimer, 'emptied'>, EdgeInput> = {
  silence: { type: 'collected' },
  deadline: { type: 'collected' },
  answer: { type: 'unanswered' },
  birth: { type: 'birth due' },
};

export function startMqtt(options: MqttOptions): Mqtt {
  const { settings, log, deletions, clock, random = Math.random } = options;
  const { instanceId } = settings;
  const { baseTopic, discoveryPrefix, url, username, password, ca } = settings.mqtt;
  const topics = createTopics(baseTopic, discoveryPrefix, instanceId);
  const will = { topic: topics.bridgeState, payload: JSON.stringify(bridgeState('offline')), retain: true };

  let state = initialEdgeState;
  let stopped = Promise.resolve();
  /** Why the broker refuses the subscriptions; null when it grants them. */
  let subscription: Reason | null = null;
  const named = createNamedTimers<EdgeTimer>(clock);
  const outbox = createOutbox({
    topics,
    mayRemove: () => state.isSettled,
    onRefused: (topic, reason) => log.warn({ topic, reason }, 'topic refused'),
    onReplaced: (before, payload) => {
      const change = areaChange(before, payload);
      const remedy =
        'Home Assistant takes the area of a device once. Choose it there, on the page of the device.';
      if (change !== null) log.warn({ ...change, remedy }, 'area not applied');
    },
    onDrained: () => broker.confirm(),
    onDelivery: (delivery) => options.counters?.mqttPublish(delivery),
    clock,
  });
  const publication = createPublication({
    ...options,
    topics,
    put: outbox.put,
    emptied: () => state.emptied.values(),
    now: clock.now,
  });
  const { inventory, installation } = publication;
  const broker = startBroker({
    url,
    username,
    password,
    ca,
    clientId: `mikrotik-presence-${instanceId}-${options.clientIdSuffix}`,
    will,
    willDelaySeconds: options.willDelaySeconds ?? WILL_DELAY_SECONDS,
    onOpen: () => dispatch({ type: 'opened' }),
    onMessage: receive,
    onLost: () => dispatch({ type: 'lost' }),
    onWithhold: outbox.withhold,
    onRelease: outbox.release,
    needs: settings.mqtt,
    log,
    clock,
    random,
    acknowledgeMs: options.acknowledgeMs,
  });
  const unfollow = followSnapshots({
    ...options,
    prepare: publication.prepare,
    onSnapshot: (isComplete, events) => dispatch({ type: 'snapshot', isComplete, events }),
  });

  // an effect may bring the next input: the state is the new one already
  function dispatch(input: EdgeInput): void {
    const step = edgeTransition(state, input);
    ({ state } = step);
    performAll(step.effects);
  }

  /** Nothing is sent before the devices that are adopted are in it: what is retained about them may be out of date. */
  function performAll(effects: readonly EdgeEffect[]): void {
    for (const [index, effect] of effects.entries()) {
      const adopting = perform(effect);
      // a function without a result may return one all the same
      if (!(adopting instanceof Promise)) continue;
      const rest = effects.slice(index + 1);
      return void adopting.then(() => {
        if (state.phase === 'publishing') performAll(rest);
      });
    }
  }

  function perform(effect: EdgeEffect): void | Promise<void> {
    switch (effect.type) {
      case 'start timer':
        return named.start(effect.timer, effect.ms, () => dispatch(inputOf(effect.timer)));
      case 'stop timer':
        return named.stop(effect.timer);
      case 'count connection':
        return options.counters?.mqttConnection();
      case 'subscribe':
        return void subscribe(broker.connection()!);
      case 'warn of refused subscription':
        return log.warn(
          { reason: subscription!.words, remedy: subscriptionRemedy(subscription!, settings) },
          'subscription refused',
        );
      case 'watch':
        return broker.connection()!.watch(topics.ownTopics);
      case 'collect':
        outbox.recordHeld(effect.topic, effect.payload);
        return inventory.add(effect.topic, effect.payload);
      case 'challenge': {
        const hello = { topic: topics.bridgeHello, payload: JSON.stringify({ installation }), retain: false };
        return void broker.connection()!.send(hello);
      }
      case 'identify':
        return outbox.resend(topics.bridgeInfo);
      case 'yield':
        if (effect.isNews) log.warn({ ...duplicate() }, 'duplicate instance');
        return broker.stepBack();
      case 'log takeover':
        return log.info({ url }, 'topics taken over');
      case 'plan':
        return publication.plan(effect.events);
      case 'clean up':
        return publication.cleanUp({ isSettled: state.isSettled, isPurge: false });
      case 'review discovery':
        return outbox.review();
      case 'open outbox':
        return broker.connection() === null ? undefined : outbox.open(broker.connection()!);
      case 'close outbox':
        return outbox.close();
      case 'send':
        return outbox.send();
      case 'send all':
        return outbox.sendAll();
      case 'restore':
        return outbox.resend(effect.topic);
      case 'record emptied':
        return outbox.recordHeld(effect.topic, '');
      case 'keep deletions': {
        const deleted = effect.devices.map((device) => deletionKey(device, publication.settings()));
        const remedy =
          'POST /homeassistant/restore, a name on the page, or the request republish brings them back.';
        log.info(
          { deleted: deleted.slice(0, 20), count: deleted.length, remedy },
          'deleted in Home Assistant',
        );
        return deletions.add(deleted);
      }
      case 'log cleaned tree':
        return log.warn({ count: effect.count }, 'emptied topics published again');
      case 'undo deletions':
        return deletions.remove(effect.keys ?? [...deletions.current()]);
      case 'command':
        return command(effect.command, effect.payload);
      case 'answer request':
        return answer(effect.verb, effect.payload);
      case 'disconnect': {
        const last = broker.stop();
        if (last !== null) stopped = disconnect(last, effect.isOnline ? will : null, clock);
      }
    }
  }

  async function subscribe(connection: BrokerConnection): Promise<void> {
    inventory.clear();
    const { allDiscovery, bridgeState: ownState, bridgeInfo, bridgeHello, birthTopics } = topics;
    const lasting = [allDiscovery, ownState, bridgeInfo, bridgeHello, ...birthTopics];
    if (options.requests !== undefined) lasting.push(topics.bridgeRequests);
    const commands = options.switches === undefined ? [] : topics.commands;
    const refusal = await connection.subscribe([...lasting, ...topics.ownTopics], commands);
    if (broker.connection() !== connection) return;
    subscription = refusal;
    dispatch({ type: 'subscribed', isGranted: refusal === null });
  }

  function receive(message: ReceivedMessage): void {
    const isOurs = (topic: string) => outbox.desired(topic) !== '' || inventory.isOwn(topic);
    const isDeletion = (topic: string) =>
      !outbox.isOwnClear(topic) && outbox.held(topic) !== '' && isOurs(topic);
    const own = { instanceId, installation };
    const input = classify(message, { topics, own, desired: outbox.desired, isDeletion, random });
    if (input !== null) dispatch(input);
  }

  /** Whether it may be done is decided elsewhere. */
  function command(topic: SwitchTopic, payload: string): void {
    const wanted = commandIn(topic, payload, publication.ssids());
    if (wanted === null) return log.debug({ ...topic }, 'command not understood');
    log.info({ ...wanted }, 'commanded over MQTT');
    options.switches?.command(wanted);
  }

  function answer(verb: string, payload: string): void {
    const prune = () => {
      void publication.cleanUp({ isSettled: state.isSettled, isPurge: true });
      outbox.send();
    };
    const own = options.requests?.forget;
    const forget =
      own === undefined
        ? undefined
        : (deviceId: string) => {
            publication.dismiss(deviceId);
            return own(deviceId);
          };
    const answered = answerRequest(verb, payload, { refresh: outbox.sendAll, republish, prune, forget });
    if (answered === null) return;
    const { correlationId: correlation_id, target, outcome } = answered;
    log.info({ verb, target, outcome, correlation_id }, 'requested over MQTT');
    outbox.put({ topic: topics.bridgeResponse(verb), payload: answered.reply, retain: false });
    outbox.send();
  }

  function restore(keys: readonly string[]): void {
    const known = keys.filter((key) => deletions.current().has(key));
    if (known.length > 0) dispatch({ type: 'restore', keys: known });
  }

  function republish(): void {
    dispatch({ type: 'republish' });
  }

  function deletionsNow() {
    return toDeletions(deletions.current(), options.snapshot.current());
  }

  function inputOf(timer: EdgeTimer): EdgeInput {
    return timer === 'emptied' ? { type: 'emptied due', ownCount: publication.ownCount() } : due[timer];
  }

  function duplicate() {
    return duplicateInstance(url, instanceId, baseTopic);
  }

  return {
    configure: (next) => {
      const named = keysNamed(publication.settings(), next);
      publication.configure(next);
      restore(named);
    },
    republish,
    deletions: deletionsNow,
    restore,
    named: (deviceId) => restore(keysOf({ kind: 'client', id: deviceId })),
    state: () => {
      const failure = broker.failure() ?? (isContested(state) ? duplicate() : null);
      const condition = { connection: broker.connection(), failure, refused: outbox.refused(), subscription };
      return toBrokerHealth(condition, settings, deletionsNow());
    },
    stop: () => {
      unfollow();
      dispatch({ type: 'stop', ownCount: publication.ownCount() });
      return stopped;
    },
  };
}
