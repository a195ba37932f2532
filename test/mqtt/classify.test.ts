/** What a received message means to the edge. */
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/mqtt/classify.ts';
import { instanceHash } from '../../src/mqtt/duplicate-guard.ts';
import { createTopics } from '../../src/mqtt/topics.ts';

const topics = createTopics('base', 'ha', 'home');
const own = { instanceId: 'home', installation: 'bbbb' };
const client = { kind: 'client', id: '48a98a123456' } as const;
const config = topics.discovery(client);

function meaning(topic: string, payload: string, isRetained = false, isDeletion = true) {
  return classify(
    { topic, payload, isRetained },
    {
      topics,
      own,
      desired: (wanted) => (wanted.startsWith('base/') ? '{"state":"online"}' : ''),
      isDeletion: () => isDeletion,
      random: () => 0.25,
    },
  );
}

const info = (installation: string | undefined, instance = 'home') =>
  JSON.stringify({ version: '1.0.0', instance, installation });

describe('a message', () => {
  it('of Home Assistant is a birth when it is live and says online, on either topic', () => {
    for (const topic of ['homeassistant/status', 'ha/status']) {
      expect(meaning(topic, 'online')).toEqual({ type: 'birth', jitter: 0.25 });
      expect(meaning(topic, 'offline')).toBeNull();
      expect(meaning(topic, 'online', true)).toBeNull();
    }
  });

  it('on a request topic is a request unless it was retained', () => {
    const topic = 'base/bridge/request/refresh';
    expect(meaning(topic, '{}')).toEqual({ type: 'requested', verb: 'refresh', payload: '{}' });
    expect(meaning(topic, '{}', true)).toBeNull();
  });

  it('on a topic for commands is one unless the broker keeps it, whatever it says', () => {
    for (const [topic, command] of [
      ['base/client/48a98a123456/reconnect/set', { what: 'reconnect', deviceId: '48a98a123456' }],
      ['base/client/48a98a123456/wifi_access/set', { what: 'wifi_access', deviceId: '48a98a123456' }],
      ['base/ssid/guest/enabled/set', { what: 'ssid', slug: 'guest' }],
    ] as const)
      for (const payload of ['OFF', 'PRESS', ''])
        expect([meaning(topic, payload), meaning(topic, payload, true)]).toEqual([
          { type: 'commanded', command, payload },
          null,
        ]);
    for (const topic of [
      'base/client/48a98a123456/name/set',
      'base/ssid/guest/set',
      'base/ssid/guest/enabled/set/x',
    ])
      expect(meaning(topic, 'OFF')?.type).not.toBe('commanded');
  });

  it('that was retained is collected, with what it shows of another installation', () => {
    const evidence = (topic: string, payload: string) => {
      const input = meaning(topic, payload, true);
      return input?.type === 'retained' ? input.evidence : null;
    };
    expect(evidence(topics.bridgeInfo, info('aaaa'))).toEqual({ isForeign: true });
    expect(evidence(topics.bridgeInfo, info('bbbb'))).toEqual({ isForeign: false });
    expect(evidence(topics.bridgeInfo, info('aaaa', 'office'))).toEqual({});
    expect(evidence(topics.bridgeInfo, info(undefined))).toEqual({});
    expect(evidence(topics.bridgeState, '{"state":"online"}')).toEqual({ isOnline: true });
    expect(evidence(topics.bridgeState, '{"state":"offline"}')).toEqual({ isOnline: false });
    expect(evidence(config, '')).toEqual({});
  });

  it('in bridge/info is of another installation unless it is our own, of another instance, or of an old version', () => {
    expect(meaning(topics.bridgeInfo, info('aaaa'))).toEqual({ type: 'duplicate', isSenior: true });
    expect(meaning(topics.bridgeInfo, info('cccc'))).toEqual({ type: 'duplicate', isSenior: false });
    for (const payload of [info('bbbb'), info('aaaa', 'office'), info(undefined), 'x'])
      expect(meaning(topics.bridgeInfo, payload)).toBeNull();
  });

  it('in bridge/hello asks whether we are alive unless it is our own question', () => {
    expect(meaning(topics.bridgeHello, '{"installation":"aaaa"}')).toEqual({ type: 'challenged' });
    for (const payload of ['{"installation":"bbbb"}', '{}', 'x'])
      expect(meaning(topics.bridgeHello, payload)).toBeNull();
  });

  it('in bridge/state matters when it is not what we want there', () => {
    expect(meaning(topics.bridgeState, '{"state":"offline"}')).toEqual({
      type: 'overwritten',
      topic: topics.bridgeState,
    });
    expect(meaning(topics.bridgeState, '{"state":"online"}')).toBeNull();
  });

  it('that empties any other topic of ours is undone', () => {
    const topic = topics.bridgeInfo;
    expect(meaning(topic, '')).toEqual({ type: 'overwritten', topic });
    expect(meaning(topic, '', true)?.type).toBe('retained');
  });

  it('that empties our discovery is a deletion unless it is our own', () => {
    expect(meaning(config, '')).toEqual({ type: 'deleted', topic: config, device: client });
    expect(meaning(config, '', false, false)).toBeNull();
    expect(meaning(config, '{}')).toBeNull();
    expect(meaning('ha/device/zigbee/config', '')).toBeNull();
  });
});

describe('the hash of an installation', () => {
  it('is twelve digits, stable, and does not contain what it is made of', () => {
    expect(instanceHash('ab12')).toMatch(/^[0-9a-f]{12}$/);
    expect(instanceHash('ab12')).toBe(instanceHash('ab12'));
    expect(instanceHash('ab12')).not.toBe(instanceHash('ab13'));
  });
});
