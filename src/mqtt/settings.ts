/** What MQTT needs of the configuration; a `Config` with a broker satisfies it. */
import type { Config, MqttConfig, RouterConfig } from '../config/config.ts';

export interface MqttSettings
  extends Pick<
    Config,
    'instanceId' | 'devices' | 'accessPoints' | 'people' | 'homeassistant' | 'guestSsids' | 'publicUrl'
  > {
  readonly mqtt: MqttConfig;
  /** `url`: absent where no link is wanted. */
  readonly routers: readonly (Pick<RouterConfig, 'id'> & Partial<Pick<RouterConfig, 'url'>>)[];
}

/** What overrides the configuration: decided by the user in Home Assistant, or found retained at the broker. */
export interface Overrides {
  /** Keys of devices deleted in Home Assistant, see `deletion.ts`. */
  deleted: ReadonlySet<string>;
  /** device_id of devices that were entities before and have not been seen since. */
  adopted: ReadonlySet<string>;
  /** Since when devices and people have ceased to be, by key, in epoch ms. */
  lapses: ReadonlyMap<string, number>;
  /** device_id of devices that the user wants gone at once. */
  dismissed: ReadonlySet<string>;
  /** Former names by device_id; used while only the MAC address of a device is known. */
  names: ReadonlyMap<string, string>;
}
