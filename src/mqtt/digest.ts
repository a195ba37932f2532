import { createHash } from 'node:crypto';
import type { MqttSettings } from './settings.ts';

/** Changes with every setting that matters to MQTT; reveals none of them. */
export function digestOf(settings: MqttSettings): string {
  const { instanceId, routers, devices, accessPoints, people, homeassistant, guestSsids, publicUrl, mqtt } =
    settings;
  const { baseTopic, discoveryPrefix } = mqtt;
  const ids = routers.map(({ id }) => id);
  const relevant = [
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
  return createHash('sha256').update(JSON.stringify(relevant)).digest('hex').slice(0, 12);
}
