/** What a log line says: about one device, about a radio or about an access point. */
import type { CapAddress } from './cap-reference.ts';
import type { Mac } from './mac.ts';

/** A place as a log line names it. */
export interface LoggedPlace {
  interface: string;
  /** Null in lines of builds that do not log it. */
  ssid: string | null;
}

/** Lines that a reading confirms. */
export type DeviceLine =
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

/** An access point rejected the device, or the device could not authenticate. No table shows it. */
export interface RefusedLine {
  type: 'refused';
  macAddress: Mac;
  at: LoggedPlace;
  /** In the router's words. */
  reason: string;
  signalDbm: number | null;
}

/** A radio detected radar, or selected a channel. */
export interface ChannelLine {
  type: 'channel';
  /** Its name, possibly behind the rest of a header that cannot be told from a name. */
  interface: string;
  /** The channel that it now uses, in MHz; null when the line does not say. */
  frequencyMhz: number | null;
  /** In the router's words. */
  reason: string;
}

/** An access point joined its manager, or left it. */
export interface AccessPointLine {
  type: 'access_point';
  isUp: boolean;
  /** How the manager names it; null in a line of the access point itself. */
  subject: { addresses: readonly CapAddress[]; identity: string | null } | null;
  /** In the router's words; null when it gives none. */
  reason: string | null;
}

export type LogLine = DeviceLine | RefusedLine | ChannelLine | AccessPointLine;
