/** The broker, and Home Assistant behind it, come and go: the program goes on, and tells everything when they are back. */
import { describe, expect, it } from 'vitest';
import { until } from '../mqtt/lab.ts';
import { AWAY, type Drill, isReady, PHONE, POLL, startDrill } from './drill.ts';
import { HOUR, MINUTE, SECOND } from './time.ts';

const BRIDGE = 'mikrotik-presence/bridge/state';

/** The broker is gone, and the program has noticed. */
async function stopBroker(drill: Drill): Promise<void> {
  await drill.broker.stop();
  await until(() => !drill.health().mqtt!.connected);
}

async function startBroker(drill: Drill, lines?: string): Promise<void> {
  await drill.broker.start(lines);
  await drill.listener.connect();
}

describe.skipIf(!isReady)('the broker restarts without a memory', () => {
  it('everything is there again, and what changed meanwhile too', async () => {
    const drill = await startDrill();
    await stopBroker(drill);
    expect(drill.health()).toMatchObject({ status: 'degraded', mqtt: { error_kind: 'unreachable' } });
    drill.leave(PHONE);
    drill.leave('Vacuum');
    await drill.pass(2 * MINUTE);
    drill.arrive('Vacuum');
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'away');
    await startBroker(drill);
    await drill.recovered();
    expect([drill.tracker(PHONE), drill.tracker('Vacuum')]).toEqual([['home', 'not_home'], ['home']]);
    expect(drill.departed()).toEqual([PHONE]);
  });

  it('again and again', async () => {
    const drill = await startDrill();
    for (let turn = 0; turn < 4; turn++) {
      await stopBroker(drill);
      await drill.pass(turn * MINUTE);
      await startBroker(drill);
      await drill.recovered();
    }
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });
});

describe.skipIf(!isReady)('the broker does not let us', () => {
  it('log in, for a while: it is tried again, and health says why', async () => {
    const drill = await startDrill();
    await stopBroker(drill);
    await drill.broker.start('allow_anonymous false\npassword_file /dev/null');
    await drill.passUntil(() => drill.health().mqtt!.error_kind === 'unauthorized');
    await drill.pass(5 * MINUTE);
    expect(drill.health()).toMatchObject({ status: 'degraded', mqtt: { connected: false } });
    drill.leave(PHONE);
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'away');
    await drill.broker.stop();
    await startBroker(drill);
    await drill.recovered();
    expect(drill.health().mqtt).toMatchObject({ protocol: '5', error_kind: null });
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
  });

  it('write our topics: health says which and how to mend it, and presence goes on', async () => {
    const files = { acl: 'topic read #\ntopic readwrite mikrotik-presence/bridge/#\n' };
    const drill = await startDrill({ broker: ['', files] });
    await stopBroker(drill);
    await drill.broker.start('allow_anonymous true\nacl_file %d/acl');
    await drill.passUntil(() => drill.health().mqtt!.error_kind === 'refused_topics');
    expect(drill.health()).toMatchObject({ status: 'degraded', mqtt: { connected: true, protocol: '5' } });
    expect(drill.health().mqtt!.remedy).toContain('mikrotik-presence/#');
    drill.leave(PHONE);
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'away');
    await stopBroker(drill);
    await startBroker(drill);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
  });
});

describe.skipIf(!isReady)('Home Assistant restarts', () => {
  it('and is told everything, once, as it was: availability, discovery, states, and that all of it counts', async () => {
    const drill = await startDrill();
    const before = new Map(drill.listener.retained());
    const told = drill.listener.topics.length;
    await drill.listener.publish('homeassistant/status', 'offline');
    await drill.listener.publish('homeassistant/status', 'online');
    await drill.settle();
    await drill.pass(10 * SECOND);
    await drill.settle();
    const topics = drill.listener.topics.slice(told).filter((topic) => before.has(topic));
    expect(new Set(topics)).toEqual(new Set(before.keys()));
    const rank = (topic: string) => {
      if (topic === BRIDGE) return 3;
      if (topic.endsWith('/availability')) return 0;
      return topic.endsWith('/config') ? 1 : 2;
    };
    const whole = topics.slice(-before.size).map(rank);
    expect(whole).toEqual([...whole].sort((a, b) => a - b));
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
  });

  it('during an outage: who is unknown is unavailable to it, and nobody is away', async () => {
    const drill = await startDrill();
    drill.hallway.setFault('html');
    await drill.pass(16 * MINUTE);
    await drill.listener.publish('homeassistant/status', 'online');
    await drill.pass(POLL);
    drill.hallway.setFault(null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'home']);
    expect(drill.departed()).toEqual([]);
  });
});

describe.skipIf(!isReady)('a program that stops', () => {
  it('says so, and starts again where it was', async () => {
    const drill = await startDrill();
    drill.leave('Vacuum');
    await drill.passUntil(() => drill.device('Vacuum')?.presence === 'away');
    await drill.settle();
    await drill.stop();
    await until(() => drill.listener.retained().get(BRIDGE) === '{"state":"offline"}');
    await drill.pass(MINUTE);
    drill.start();
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'home']);
    expect(drill.tracker('Vacuum')).toEqual(['home', 'not_home', 'unavailable', 'not_home']);
    expect(drill.departed()).toEqual(['Vacuum']);
  });

  it('for an hour, in which a phone left: it is away after the delay, not before', async () => {
    const drill = await startDrill();
    await drill.stop();
    drill.leave(PHONE);
    await drill.pass(HOUR);
    drill.start();
    const tookMs = await drill.recovered();
    expect(tookMs).toBeGreaterThanOrEqual(AWAY);
    expect(tookMs).toBeLessThanOrEqual(AWAY + 3 * POLL);
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'not_home']);
    expect(drill.departed()).toEqual([PHONE]);
  });
});
