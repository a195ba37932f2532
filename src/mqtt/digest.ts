import { createHash } from 'node:crypto';
import type { MqttSettings } from './settings.ts';

/** Changes whenever the configuration of this edge does; tells nothing of it. */
export function digestOf(settings: MqttSettings): string {
  const { instanceId, routers, devices, accessPoints, people, homeassistant, guestSsids, publicUrl, mqtt } =
    settings;
  const { baseTopic, discoveryPrefix } = mqtt;
  const ids = routers.map(({ id }) => id);
  const told = [
    instanceId,
    ids,
    devices,
    accessPoints,
    people,
    homeassistant,
    guestSsids,
    publicUrl,
    baseTopic,
    discoveryPrefix,
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 12);
}
