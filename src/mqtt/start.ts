/** The MQTT edge: follows the snapshot, keeps the broker told, and listens to what Home Assistant says back. */
import type { EventRecord } from '../record/event.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { createBirthAnswer } from './birth.ts';
import { startBroker } from './broker.ts';
import { readAccessRemedy, toBrokerHealth } from './broker-health.ts';
import type { BrokerConnection, ReceivedMessage } from './broker-connection.ts';
import { deletionKey } from './deletion.ts';
import { digestOf } from './digest.ts';
import { type BrokerFailure, duplicateInstance } from './broker-failure.ts';
import { classify } from './classify.ts';
import { createInventory } from './inventory.ts';
import { disconnect } from './disconnect.ts';
import { type PublishContext, messages, type Published } from './messages.ts';
import type { Mqtt, MqttOptions } from './options.ts';
import { createOutbox } from './outbox.ts';
import { bridgeState, offline } from './payload.ts';
import { answerRequest } from './request.ts';
import { createRival, instanceHash } from './duplicate-guard.ts';
import type { Overrides } from './settings.ts';
import { createTopics, type DiscoveryDevice } from './topics.ts';

const WILL_DELAY_SECONDS = 10;

export function startMqtt(options: MqttOptions): Mqtt {
  let { settings } = options;
  const { version, log, deletions, now = Date.now, random = Math.random } = options;
  const { timers = { setTimeout, clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout) } } = options;
  const { baseTopic, discoveryPrefix, url, username, password, ca } = settings.mqtt;
  const topics = createTopics(baseTopic, discoveryPrefix, settings.instanceId);
  const installation = instanceHash(options.clientIdSuffix);
  const framed = (): PublishContext => ({
    settings,
    topics,
    version,
    digest: digestOf(settings),
    installation,
  });
  let context = framed();
  const goodbye = { topic: topics.bridgeState, payload: JSON.stringify(bridgeState(offline)), retain: true };

  let published: Published | null = null;
  let isSettled = false;
  /** Ready to be told everything: what was retained has been looked through. */
  let isListening = false;
  let isStopping = false;
  /** Somebody else lives under our name. */
  let outdone: BrokerFailure | null = null;

  const outbox = createOutbox({
    topics,
    mayRemove: () => isSettled,
    onRefused: (topic, reason) => log.warn({ topic, reason }, 'topic refused'),
    onDelivery: (delivery) => options.count?.mqttPublish(delivery),
    now,
    timers,
  });
  const birth = createBirthAnswer({ answer: outbox.sendAll, random, timers });
  const inventory = createInventory({ settings: () => settings, topics, timers, log, onComplete: reviewed });
  const rival = createRival({
    topics,
    instanceId: settings.instanceId,
    mark: installation,
    timers,
    say: (publish) => void broker.connection()?.send(publish),
    onAsked: () => {
      const payload = outbox.desired(topics.bridgeInfo);
      if (payload === '') return;
      outbox.put({ topic: topics.bridgeInfo, payload, retain: true });
      outbox.send();
    },
    onOverwritten: outbox.sendAll,
    onGivenWay: () => {
      const failure = duplicateInstance(url, settings.instanceId, baseTopic);
      if (outdone === null) log.warn({ ...failure }, 'not published');
      outdone = failure;
      broker.stepBack();
    },
  });
  const broker = startBroker({
    url,
    username,
    password,
    ca,
    clientId: `mikrotik-presence-${settings.instanceId}-${options.clientIdSuffix}`,
    will: goodbye,
    willDelaySeconds: options.willDelaySeconds ?? WILL_DELAY_SECONDS,
    onOpen: (connection) => {
      // who waits for another one looks in every minute
      if (outdone === null) options.count?.mqttConnection();
      void listen(connection);
    },
    onMessage: heard,
    onLost: () => {
      isListening = false;
      rival.stop();
      inventory.stop();
      outbox.close();
    },
    log,
    now,
    random,
    timers,
  });
  const unsubscribe = options.snapshot.subscribe((snapshot, events) => {
    if (options.trace === undefined) follow(snapshot, events);
    else options.trace.span('mqtt', {}, () => follow(snapshot, events));
  });
  again();

  function overrides(): Overrides {
    return { deleted: deletions.current(), adopted: inventory.adopted, names: inventory.names };
  }

  function follow(snapshot: Snapshot, events: readonly EventRecord[]): void {
    if (isStopping) return;
    const wasSettled = isSettled;
    isSettled ||= snapshot.meta.complete;
    inventory.seen(snapshot);
    const before = published;
    const result = messages(before, { snapshot, events, overrides: overrides(), at: now() }, context);
    ({ published } = result);
    options.trace?.note({ 'messaging.batch.message_count': result.publishes.length });
    for (const publish of result.publishes) outbox.put(publish);
    if (isListening && before === null) tellEverything();
    else outbox.send();
    if (isSettled && !wasSettled) {
      outbox.review();
      outbox.send();
    }
    if (isListening) clean();
  }

  async function listen(connection: BrokerConnection): Promise<void> {
    inventory.start();
    const { allDiscovery, bridgeState: state, bridgeInfo, bridgeHello, birthTopics } = topics;
    const lasting = [allDiscovery, state, bridgeInfo, bridgeHello, ...birthTopics];
    if (options.requests !== undefined) lasting.push(topics.bridgeRequests);
    const isGranted = await connection.subscribe([...lasting, ...topics.ownTopics]);
    if (broker.connection() !== connection || isStopping) return;
    if (!isGranted) log.warn({ remedy: readAccessRemedy(settings) }, 'subscription refused');
    inventory.await();
  }

  function reviewed(): void {
    if (broker.connection() !== null && !isStopping) rival.challenge(begin);
  }

  /** Nobody else tells these topics. */
  function begin(): void {
    broker.connection()?.unsubscribe(topics.ownTopics);
    if (outdone !== null) {
      options.count?.mqttConnection();
      log.info({ url }, 'topics taken over');
    }
    outdone = null;
    isListening = true;
    if (published !== null) tellEverything();
  }

  function tellEverything(): void {
    clean();
    const connection = broker.connection();
    if (connection !== null) outbox.open(connection);
    outbox.sendAll();
  }

  function clean(isPurge = false): void {
    if (published === null || inventory.isEmpty()) return;
    const { adopt, publishes } = inventory.planCleanup(published, overrides(), isSettled, isPurge);
    for (const publish of publishes) outbox.put(publish);
    outbox.send();
    for (const deviceId of adopt) {
      log.info({ device_id: deviceId }, 'device adopted');
      options.adopt(deviceId);
    }
    if (adopt.length > 0) again();
  }

  function heard(message: ReceivedMessage): void {
    const { topic, payload } = message;
    if (!isStopping) rival.heard(message);
    const meaning = isStopping ? null : classify(message, topics);
    switch (meaning?.type) {
      case undefined:
        return;
      case 'birth':
        return birth.answer();
      case 'request':
        return request(meaning.verb, payload);
      case 'retained':
        outbox.recordHeld(topic, payload);
        return inventory.add(topic, payload);
      case 'emptied':
        if (!outbox.isOwnClear(topic) && outbox.held(topic) !== '') deleted(topic, meaning.discoveryDevice);
        return;
      case 'state':
        // a last will that came late, or the goodbye of another program
        if (!isListening || payload === outbox.desired(topic)) return;
        outbox.put({ topic, payload: outbox.desired(topic), retain: true });
        outbox.send();
    }
  }

  function deleted(topic: string, device: DiscoveryDevice): void {
    outbox.recordHeld(topic, '');
    const key = deletionKey(device, settings);
    log.info({ deleted: key, remedy: 'republish brings it back' }, 'deleted in Home Assistant');
    deletions.add(key);
    again();
  }

  function again(): void {
    const snapshot = options.snapshot.current();
    if (snapshot !== null) follow(snapshot, []);
  }

  function request(verb: string, payload: string): void {
    const prune = () => clean(true);
    const answered = answerRequest(verb, payload, {
      refresh: outbox.sendAll,
      republish,
      prune,
      ...options.requests,
    });
    if (answered === null) return;
    log.info({ verb, correlation_id: answered.correlationId }, 'requested over MQTT');
    outbox.put({ topic: topics.bridgeResponse(verb), payload: answered.reply, retain: false });
    outbox.send();
  }

  function republish(): void {
    for (const key of deletions.current()) deletions.remove(key);
    again();
    outbox.sendAll();
  }

  return {
    configure: (next) => {
      settings = { ...next, mqtt: settings.mqtt, instanceId: settings.instanceId };
      context = framed();
      // descriptions are told apart by what they are of, not by the settings
      published = published && { ...published, discovery: new Map() };
    },
    state: () => {
      const failure = broker.failure() ?? outdone;
      return toBrokerHealth(
        { connection: broker.connection(), failure, refused: outbox.refused() },
        settings,
      );
    },
    republish,
    stop: async () => {
      unsubscribe();
      isStopping = true;
      birth.stop();
      rival.stop();
      inventory.stop();
      outbox.close();
      const last = broker.stop();
      if (last !== null) await disconnect(last, isListening ? goodbye : null, timers);
    },
  };
}
