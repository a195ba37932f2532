/** All topics; no other file builds one. Levels are ids and slugs, never text from the network. */

export type Kind = 'bridge' | 'router' | 'ap' | 'client' | 'person';

/** What becomes one device in Home Assistant. */
export interface DiscoveryDevice {
  kind: Kind;
  /** Id of a router or access point, a device_id, the slug of a person; empty for the bridge. */
  id: string;
}

/** What a command topic names. */
export type SwitchTopic =
  | { what: 'reconnect' | 'wifi_access'; deviceId: string }
  | { what: 'ssid'; slug: string };

export type Topics = ReturnType<typeof createTopics>;

export function createTopics(base: string, prefix: string, instance: string) {
  const own = `mikrotik_presence_${instance}`;
  const discoveryTopic = new RegExp(
    `^${escape(prefix)}/device/${escape(own)}_(?:(bridge)|(router|ap|client|person)_([A-Za-z0-9-]{1,64}))/config$`,
  );
  const identifier = ({ kind, id }: DiscoveryDevice) =>
    kind === 'bridge' ? `${own}_bridge` : `${own}_${kind}_${id}`;
  return {
    bridgeState: `${base}/bridge/state`,
    bridgeInfo: `${base}/bridge/info`,
    /** A program that starts asks here whether another instance uses the same topics. */
    bridgeHello: `${base}/bridge/hello`,
    bridgeSummary: `${base}/bridge/summary`,
    bridgeProblem: `${base}/bridge/problem`,
    bridgeFindings: `${base}/bridge/findings`,
    bridgeEvent: `${base}/bridge/event`,
    bridgeRequests: `${base}/bridge/request/+`,
    bridgeResponse: (verb: string) => `${base}/bridge/response/${verb}`,
    availability: (kind: 'router' | 'ap', id: string) => `${base}/${kind}/${id}/availability`,
    state: (kind: 'router' | 'ap' | 'client' | 'person', id: string) => `${base}/${kind}/${id}/state`,
    /** Load, memory and temperature of a router. */
    resources: (id: string) => `${base}/router/${id}/resources`,
    signal: (deviceId: string) => `${base}/client/${deviceId}/signal`,
    activity: (deviceId: string) => `${base}/client/${deviceId}/activity`,
    event: (deviceId: string) => `${base}/client/${deviceId}/event`,
    ssid: (slug: string) => `${base}/ssid/${slug}`,
    /** What a device may be told; PRESS. */
    reconnect: (deviceId: string) => `${base}/client/${deviceId}/reconnect/set`,
    /** Whether the device may join; commands on `…/set`. */
    wifiAccess: (deviceId: string) => `${base}/client/${deviceId}/wifi_access`,
    /** Whether the network is on the air; commands on `…/set`. */
    enabled: (slug: string) => `${base}/ssid/${slug}/enabled`,
    commands: [`${base}/client/+/+/set`, `${base}/ssid/+/enabled/set`],
    /** What a command topic is about; null for other topics. */
    commandOf: (topic: string): SwitchTopic | null => {
      const [kind, id = '', what, set, more] = levelsBelow(base, topic) ?? [];
      if (set !== 'set' || more !== undefined) return null;
      if (kind === 'client' && (what === 'reconnect' || what === 'wifi_access'))
        return { what, deviceId: id };
      return kind === 'ssid' && what === 'enabled' ? { what: 'ssid', slug: id } : null;
    },

    /** The identifier of a device in Home Assistant, and the middle of its discovery topic. */
    identifier,
    discovery: (device: DiscoveryDevice) => `${prefix}/device/${identifier(device)}/config`,
    /** The device of a discovery topic; null for topics of other programs and instances. */
    discoveryDeviceOf: (topic: string): DiscoveryDevice | null => {
      const match = discoveryTopic.exec(topic);
      if (match === null) return null;
      return { kind: (match[1] ?? match[2]) as Kind, id: match[3] ?? '' };
    },
    /** The verb of a request topic; null for other topics. */
    requestVerbOf: (topic: string): string | null =>
      levelsBelow(`${base}/bridge/request`, topic)?.[0] ?? null,
    /** What a topic below the base is about; null for the bridge's own and foreign topics. */
    ownerOf: (topic: string): { kind: Kind | 'ssid'; id: string } | null => {
      const [kind, id] = levelsBelow(base, topic) ?? [];
      if (kind === undefined || id === undefined) return null;
      return /^(?:router|ap|client|person|ssid)$/.test(kind) ? { kind: kind as Kind | 'ssid', id } : null;
    },
    /**
     * The order in which everything is published: availability, discovery, state. That the bridge is online comes last: it makes all
     * entities available, and until then the broker may hold values from before an interruption.
     */
    rank: (topic: string): number => {
      if (topic === `${base}/bridge/state`) return 3;
      if (topic.endsWith('/availability')) return 0;
      return discoveryTopic.test(topic) ? 1 : 2;
    },

    /** Discovery of every program: a wildcard stands for a whole level. */
    allDiscovery: `${prefix}/device/+/config`,
    /** Below these an earlier run may have left retained messages, and another program may empty them. */
    ownTopics: [
      `${base}/bridge/summary`,
      `${base}/bridge/problem`,
      `${base}/bridge/findings`,
      `${base}/client/+/+`,
      `${base}/person/+/+`,
      `${base}/router/+/+`,
      `${base}/ap/+/+`,
      `${base}/ssid/+`,
      `${base}/ssid/+/enabled`,
    ],
    /** Home Assistant announces its start here: on its default topic, whatever the prefix. */
    birthTopics: [...new Set(['homeassistant/status', `${prefix}/status`])],
  };
}

function levelsBelow(base: string, topic: string): string[] | null {
  return topic.startsWith(`${base}/`) ? topic.slice(base.length + 1).split('/') : null;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
