/** Buttons and switches of Home Assistant: which there are, and what they are shown. */
import { describe, expect, it } from 'vitest';
import type { HomeAssistantAction } from '../../src/config/config.ts';
import type { Mac } from '../../src/parse/mac.ts';
import type { Switches } from '../../src/record/switch.ts';
import { messages } from '../../src/mqtt/messages.ts';
import { type Discovery, validationError } from '../homeassistant/discovery-schema.ts';
import { context, device, next, snapshot, takenAt } from './house.ts';

const [phone, panel] = ['48:A9:8A:12:34:56', '48:A9:8A:12:34:57'] as Mac[];
const house = snapshot([device(), device({ mac_address: panel!, name: 'Panel' })]);
const base = { discover: 'known', trackerStateTopic: true, macConnections: 'known' } as const;
const allow = (given: Partial<HomeAssistantAction>): HomeAssistantAction => ({
  action: 'reconnect_device',
  devices: [],
  ssids: [],
  for: null,
  ...given,
});
const actions = [
  allow({ devices: [phone!] }),
  allow({ action: 'block_device', devices: [phone!, panel!], for: '1h' }),
  allow({ action: 'unblock_device', devices: [panel!] }),
  allow({ action: 'set_ssid_enabled', ssids: ['Guest WiFi', 'Guest-WiFi'] }),
];
const states: Switches = {
  devices: new Map([
    ['48a98a123456', { state: 'OFF', ends_at: '2026-03-01T19:00:00.000Z' }],
    ['48a98a123457', { state: null, ends_at: null }],
    ['ffffffffffff', { state: 'ON', ends_at: null }],
  ]),
  ssids: new Map([['Guest WiFi', { state: 'ON', ends_at: null }]]),
};

function publish(given: readonly HomeAssistantAction[] | undefined, problems: { message: string }[] = []) {
  const homeassistant = given === undefined ? base : { ...base, actions: given };
  const switches =
    given === undefined
      ? undefined
      : {
          states,
          problems: problems.map(({ message }) => ({
            router: 'hall',
            message,
            remedy: '',
            sinceAt: takenAt,
          })),
        };
  const { publishes } = messages(null, { ...next(house), switches }, context({ homeassistant }));
  return new Map(publishes.map(({ topic, payload }) => [topic, payload]));
}

const componentsOf = (published: Iterable<readonly [topic: string, payload: string]>) =>
  [...published]
    .filter(([topic]) => topic.endsWith('/config'))
    .flatMap(([, payload]) => {
      expect(validationError(JSON.parse(payload))).toBeNull();
      return Object.values((JSON.parse(payload) as Discovery).components);
    })
    .filter(({ platform }) => platform === 'button' || platform === 'switch');

describe('what the file allows', () => {
  it('is a button or a switch of what it names, and of nothing else', () => {
    const found = componentsOf(publish(actions)).map((each) => {
      const { default_entity_id, command_topic } = each as unknown as Record<string, string>;
      return [default_entity_id, command_topic];
    });
    expect(found).toEqual(
      expect.arrayContaining([
        ['button.phone_of_a_parent_reconnect', 'mikrotik-presence/client/48a98a123456/reconnect/set'],
        ['switch.phone_of_a_parent_wifi_access', 'mikrotik-presence/client/48a98a123456/wifi_access/set'],
        ['switch.panel_wifi_access', 'mikrotik-presence/client/48a98a123457/wifi_access/set'],
      ]),
    );
    const networks = found.map(([, topic]) => topic!).filter((topic) => topic.includes('/ssid/'));
    expect(new Set(networks).size).toBe(2);
    expect(found).toHaveLength(5);
  });

  it('has a topic that says what was read and when it ends, for entities alone', () => {
    const published = publish(actions);
    const topics = [...published].filter(([topic]) => /wifi_access$|enabled$/.test(topic));
    expect(Object.fromEntries(topics)).toEqual({
      'mikrotik-presence/client/48a98a123456/wifi_access':
        '{"state":"OFF","ends_at":"2026-03-01T19:00:00.000Z"}',
      'mikrotik-presence/client/48a98a123457/wifi_access': '{"state":null,"ends_at":null}',
      [[...published.keys()].find((topic) => topic.endsWith('/enabled'))!]: '{"state":"ON","ends_at":null}',
    });
  });

  it('goes when the file allows it no longer: its topics are emptied, its entities left out', () => {
    const homeassistant = { ...base, actions };
    const first = messages(
      null,
      { ...next(house), switches: { states, problems: [] } },
      context({ homeassistant }),
    );
    const { publishes } = messages(first.published, next(house), context());
    const emptied = publishes.filter(({ payload }) => payload === '').map(({ topic }) => topic);
    expect(emptied.filter((topic) => /wifi_access$|enabled$/.test(topic))).toHaveLength(3);
    expect(componentsOf(publishes.map(({ topic, payload }) => [topic, payload] as const))).toEqual([]);
  });

  it('without actions there is no topic and no entity', () => {
    const published = publish(undefined);
    expect(componentsOf(published)).toEqual([]);
    expect([...published.keys()].filter((topic) => /wifi_access|enabled/.test(topic))).toEqual([]);
  });
});

it('a command that came to nothing is a problem at once', () => {
  const problem = JSON.parse(
    publish(actions, [{ message: 'It is refused.' }]).get('mikrotik-presence/bridge/problem')!,
  ) as unknown;
  expect(problem).toMatchObject({
    state: 'ON',
    problems: [{ router: 'hall', table: 'changes', kind: 'change', message: 'It is refused.' }],
  });
});
