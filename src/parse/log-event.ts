/** What a log line says about one device. */
import type { Mac } from './mac.ts';

/** One end of an association as a log line names it. */
export interface LoggedPlace {
  interface: string;
  /** Null where the build does not name it. */
  ssid: string | null;
}

export type LogLine =
  /** connected, reconnecting, associated, reassociated */
  | { type: 'connected'; macAddress: Mac; at: LoggedPlace; signalDbm: number | null }
  | { type: 'roamed'; macAddress: Mac; from: LoggedPlace; to: LoggedPlace; signalDbm: number | null }
  /** `reason` as the router words it; null when it gives none. */
  | {
      type: 'disconnected';
      macAddress: Mac;
      at: LoggedPlace;
      reason: string | null;
      signalDbm: number | null;
    }
  /** The DHCP server gave an address to the device, or took it back. */
  | { type: 'lease'; macAddress: Mac; isAssigned: boolean; ipAddress: string };
