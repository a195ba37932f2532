/** What this edge needs of the configuration; a `Config` with a broker is one. */
import type { Config, MqttConfig, RouterConfig } from '../config/config.ts';

export interface MqttSettings
  extends Pick<
    Config,
    'instanceId' | 'devices' | 'accessPoints' | 'people' | 'homeassistant' | 'guestSsids' | 'publicUrl'
  > {
  readonly mqtt: MqttConfig;
  readonly routers: readonly Pick<RouterConfig, 'id'>[];
}

/** What was learned besides: decided by the user in Home Assistant, or found retained at the broker. */
export interface Wishes {
  /** Keys of things deleted in Home Assistant, see `deletion.ts`. */
  deleted: ReadonlySet<string>;
  /** device_id of devices that were entities before and that the memory does not know as such yet. */
  adopted: ReadonlySet<string>;
  /** By device_id, what a device was called before; used while nothing better than its MAC address is known. */
  names: ReadonlyMap<string, string>;
}

/** Timers as an argument, so that a test can be their clock. */
export interface Timers {
  setTimeout: (callback: () => void, ms: number) => unknown;
  clearTimeout: (timer: unknown) => void;
}
