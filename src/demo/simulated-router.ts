/** What a simulated router is made from, and what it offers while it runs. */
import type { Joining } from './admission.ts';
import type { Behaviour } from './behaviour.ts';
import type { Fault } from './fault.ts';
import type { LineListener } from './log-feed.ts';
import type { Logging } from './logging.ts';
import type { AirState } from './on-air.ts';
import type { Command } from './perform.ts';
import type { RouterRow, RouterTable } from './row.ts';
import type { SimulatedRequest } from './traffic.ts';
import type { Login, SimulatedUser } from './user.ts';
import type { WriteFault } from './write-fault.ts';

export interface SimulatedRouterOptions {
  /**
   * Rows of each menu at this moment, keyed by path ("interface/wifi/registration-table"); an object for a singleton. A menu missing
   * here does not exist on this router. Called at each command; frozen arrays are encoded once.
   */
  tables: () => Readonly<Record<string, RouterTable>>;
  /** `system/identity`, unless the tables have it. */
  identity?: string;
  /** The main user; the password is generated when not given. */
  username?: string;
  password?: string;
  /** Of the main user. Default: read, api, rest-api, sensitive. */
  policies?: readonly string[];
  /** Further users. */
  users?: readonly SimulatedUser[];
  /** Driver packages and version: menus outside them are missing even if the tables have them. Default: all exist. */
  packages?: readonly string[];
  version?: string;
  /** Status for a missing menu; releases before 2024 answered 406. */
  missingMenuStatus?: 400 | 406;
  /** `no-certificate`: `www-ssl` without one, so that the handshake fails for usual clients. */
  tls?: boolean | 'no-certificate';
  host?: string;
  port?: number;
  /** Duration of one command. */
  latencyMs?: number;
  /** A command that takes longer is cut. */
  commandLimitMs?: number;
  now?: () => number;
  /** Called when the router goes down for a reboot, so that the owner of the tables can reset them. */
  onReboot?: () => void;
  /** A row of a registration table was removed: the device is thrown off. Without it the row just goes. */
  onKick?: (menu: string, row: RouterRow) => void;
  /** What the settings of interfaces do to devices, by the name that the tables were rendered with. */
  onAir?: (states: ReadonlyMap<string, AirState>) => void;
  /** Subscribes to the lines that the router writes into its log; returns the call that ends it. */
  lines?: (listener: LineListener) => () => void;
}

export interface SimulatedRouter extends Logging {
  url: string;
  port: number;
  username: string;
  password: string;
  certificatePem: string | null;
  /** SHA-256, "AA:BB:…". */
  fingerprint: string | null;
  /** Every request received, in order (the last 20,000). */
  requests: SimulatedRequest[];
  /** Every log-in of REST to the native API; REST keeps one for ten minutes. */
  logins: readonly Login[];
  /** All users, the main one first; changing one takes effect as on a router. */
  users: readonly SimulatedUser[];
  /** TCP connections accepted so far. */
  connectionCount(): number;
  /** Maximum number of requests open at once. */
  maxInFlight(): number;
  /** Without a menu: for all menus, and null clears those of single menus too. A menu's own fault wins. */
  setFault(fault: Fault | null, menu?: string): void;
  /** How the router behaves; changing it takes effect at once. */
  behaviour: Behaviour;
  /** Of the next writes; null: none. */
  setWriteFault(fault: WriteFault | null): void;
  /** The table as it stands now, whatever faults there are; runs what is due. */
  table(menu: string): RouterTable;
  /** Changes what a menu holds, as somebody else at the router would. Bytes, one character each. Throws. */
  change: (command: Command) => RouterRow[];
  /** Whether an access list lets the device join. */
  admits: (menu: string, joining: Joining) => boolean;
  /** Resets open connections and log-ins; `.id`s change and the uptime restarts. Resolves when the router listens again. */
  reboot(options?: { downMs?: number }): Promise<void>;
  resetCounters(): void;
  /** Closes every connection at once. */
  stop(): Promise<void>;
}
