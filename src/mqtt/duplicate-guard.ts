/**
 * Another installation that tells the same topics: two services with one INSTANCE_ID and one MQTT_BASE_TOPIC would overwrite each other for
 * ever. What is retained may be of a program long dead, so the other one is asked; who was there first stays, and of two that come at once
 * the one with the smaller mark.
 */
import { createHash } from 'node:crypto';
import type { ReceivedMessage } from './broker-connection.ts';
import type { Publish } from './publish.ts';
import { bridgeState } from './payload.ts';
import { parseObject } from './parse-object.ts';
import type { Timers } from './settings.ts';
import type { Topics } from './topics.ts';

export interface RivalOptions {
  topics: Topics;
  instanceId: string;
  /** Of this installation. */
  mark: string;
  timers: Timers;
  /** Leaves at once, whether anything else may or not. */
  say: (publish: Publish) => void;
  /** Somebody asks whether we live: `bridge/info` is the answer. */
  onAsked: () => void;
  /** Somebody who is to give way has published: what is retained may be his. */
  onOverwritten: () => void;
  /** The other one lives and stays: nothing may be published. */
  onGivenWay: () => void;
}

/** An answer takes two ways through the broker. */
const ANSWER_MS = 3000;

/** Tells installations apart, and nothing about them. */
export function instanceHash(clientIdSuffix: string): string {
  return createHash('sha256').update(`mikrotik-presence ${clientIdSuffix}`).digest('hex').slice(0, 12);
}

export function createRival(options: RivalOptions) {
  const { topics, instanceId, mark, timers, say } = options;
  const online = JSON.stringify(bridgeState('online'));
  /** What is retained is another's, and says that it is online. */
  let isFeared = false;
  let isOnline = false;
  /** It has spoken since we listen. */
  let isAlive = false;
  /** We publish. */
  let isRuling = false;
  let asking: unknown = null;

  function stop(): void {
    if (asking !== null) timers.clearTimeout(asking);
    asking = null;
    isFeared = isOnline = isAlive = isRuling = false;
  }

  function giveWay(): void {
    stop();
    options.onGivenWay();
  }

  function heardInfo(payload: string, isRetained: boolean): void {
    const { instance, installation } = parseObject(payload) ?? {};
    if (instance !== instanceId || typeof installation !== 'string') return;
    if (isRetained) isFeared = installation !== mark;
    else if (installation === mark) return;
    else if (asking !== null) giveWay();
    else if (!isRuling) isAlive = true;
    else if (installation < mark) giveWay();
    else options.onOverwritten();
  }

  return {
    /** What arrives, of whatever topic. */
    heard: ({ topic, payload, isRetained }: ReceivedMessage): void => {
      if (topic === topics.bridgeInfo) heardInfo(payload, isRetained);
      else if (topic === topics.bridgeState && isRetained) isOnline = payload === online;
      else if (topic === topics.bridgeHello && !isRetained && isRuling) {
        const asker = parseObject(payload)?.['installation'];
        if (typeof asker === 'string' && asker !== mark) options.onAsked();
      }
    },
    /** What is retained has been looked through. Calls back when nobody else is there; else nothing is to be published. */
    challenge: (onAlone: () => void): void => {
      const rule = () => {
        asking = null;
        isRuling = true;
        onAlone();
      };
      if (isAlive) return giveWay();
      if (!isFeared || !isOnline) return rule();
      asking = timers.setTimeout(rule, ANSWER_MS);
      say({ topic: topics.bridgeHello, payload: JSON.stringify({ installation: mark }), retain: false });
    },
    /** The connection is lost, or a new one begins. */
    stop,
  };
}
