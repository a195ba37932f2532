/** Every topic there is, and nothing else that makes one. Levels are ids and slugs: never text from the network. */

export type Kind = 'bridge' | 'router' | 'ap' | 'client' | 'person';

export interface Thing {
  kind: Kind;
  /** A router's or access point's id, a device_id, a person's slug; nothing for the bridge. */
  id: string;
}

export type Topics = ReturnType<typeof createTopics>;

export function createTopics(base: string, prefix: string, instance: string) {
  const own = `mikrotik_presence_${instance}`;
  const discoveryTopic = new RegExp(
    `^${escape(prefix)}/device/${escape(own)}_(?:(bridge)|(router|ap|client|person)_([A-Za-z0-9-]+))/config$`,
  );
  return {
    bridgeState: `${base}/bridge/state`,
    bridgeInfo: `${base}/bridge/info`,
    /** Who has just come asks here whether somebody else lives under the same name. */
    bridgeHello: `${base}/bridge/hello`,
    bridgeSummary: `${base}/bridge/summary`,
    bridgeEvent: `${base}/bridge/event`,
    bridgeRequests: `${base}/bridge/request/+`,
    bridgeResponse: (verb: string) => `${base}/bridge/response/${verb}`,
    availability: (kind: 'router' | 'ap', id: string) => `${base}/${kind}/${id}/availability`,
    state: (kind: 'router' | 'ap' | 'client' | 'person', id: string) => `${base}/${kind}/${id}/state`,
    signal: (deviceId: string) => `${base}/client/${deviceId}/signal`,
    event: (deviceId: string) => `${base}/client/${deviceId}/event`,
    ssid: (slug: string) => `${base}/ssid/${slug}`,

    /** Of a device in Home Assistant: its identifier and the middle of its discovery topic. */
    identifier: ({ kind, id }: Thing) => (kind === 'bridge' ? `${own}_bridge` : `${own}_${kind}_${id}`),
    discovery: ({ kind, id }: Thing) =>
      `${prefix}/device/${kind === 'bridge' ? `${own}_bridge` : `${own}_${kind}_${id}`}/config`,
    /** Whose discovery topic it is; null when it is none of ours. */
    discovered: (topic: string): Thing | null => {
      const match = discoveryTopic.exec(topic);
      if (match === null) return null;
      return { kind: (match[1] ?? match[2]) as Kind, id: match[3] ?? '' };
    },
    /** The verb of a request; null when it is none. */
    requested: (topic: string): string | null => levelsBelow(`${base}/bridge/request`, topic)?.[0] ?? null,
    /** Of a retained topic about a thing, whose it is. */
    told: (topic: string): { kind: Kind | 'ssid'; id: string } | null => {
      const [kind, id] = levelsBelow(base, topic) ?? [];
      if (kind === undefined || id === undefined) return null;
      return /^(?:router|ap|client|person|ssid)$/.test(kind) ? { kind: kind as Kind | 'ssid', id } : null;
    },
    /**
     * Availability before discovery before state: the order in which everything is told. That the bridge is online comes last: it is what
     * makes everything visible, and until then the broker may hold what was true before we were gone.
     */
    rank: (topic: string): number => {
      if (topic === `${base}/bridge/state`) return 3;
      if (topic.endsWith('/availability')) return 0;
      return discoveryTopic.test(topic) ? 1 : 2;
    },

    /** All retained discovery of anybody: a wildcard stands for a whole level. */
    discoveries: `${prefix}/device/+/config`,
    /** What we may have retained about things that are gone by now. */
    tales: [
      `${base}/client/+/+`,
      `${base}/person/+/+`,
      `${base}/router/+/+`,
      `${base}/ap/+/+`,
      `${base}/ssid/+`,
    ],
    /** Where Home Assistant tells of its start: its own default, whatever the prefix. */
    births: [...new Set(['homeassistant/status', `${prefix}/status`])],
  };
}

function levelsBelow(base: string, topic: string): string[] | null {
  return topic.startsWith(`${base}/`) ? topic.slice(base.length + 1).split('/') : null;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
