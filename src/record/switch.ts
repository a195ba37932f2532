/** What Home Assistant may switch, as the routers were last read to do it. */

export interface SwitchRecord {
  /** ON: the device may join, or the network is on the air. Null: not known. */
  state: 'ON' | 'OFF' | null;
  /** When a change that ends by itself ends (ISO 8601); null: it has no end. */
  ends_at: string | null;
}

export interface Switches {
  /** By device_id. */
  devices: ReadonlyMap<string, SwitchRecord>;
  /** By SSID. */
  ssids: ReadonlyMap<string, SwitchRecord>;
}

/** What Home Assistant, or another MQTT client, asks for. */
export type SwitchCommand =
  | { what: 'reconnect'; deviceId: string }
  | { what: 'wifi_access'; deviceId: string; wanted: 'ON' | 'OFF' }
  | { what: 'ssid'; ssid: string; wanted: 'ON' | 'OFF' };

/** Why a command came to nothing, for a person. */
export interface SwitchProblem {
  /** Id of the router; empty where none is known. */
  router: string;
  message: string;
  remedy: string;
  /** Epoch ms. */
  sinceAt: number;
}

/** What a router was last read to do. Null: it was not read, or does not say. */
export interface AtRouter {
  /** Since when its access lists or interfaces cannot be read (epoch ms; 0: they never were). Null: the last poll read them. */
  unreadSince: (router: string) => number | null;
  /** Its access lists reject every MAC of the device, everywhere. */
  rejects: (router: string, deviceId: string) => boolean | null;
  /** An interface of the router with this SSID is switched on; null where none has it. */
  broadcasts: (router: string, ssid: string) => boolean | null;
}
