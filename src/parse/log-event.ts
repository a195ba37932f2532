/** What a log line says about one device. */
import type { Mac } from './mac.ts';

/** A place as a log line names it. */
export interface LoggedPlace {
  interface: string;
  /** Null in lines of builds that do not log it. */
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
  /** The DHCP server assigned an address to the device, or withdrew it. */
  | { type: 'lease'; macAddress: Mac; isAssigned: boolean; ipAddress: string };
