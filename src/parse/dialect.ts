/**
 * The dialects of RouterOS. Each WiFi driver family has its own menus for the same things. Everything that depends on the dialect follows
 * from this table: menus to read, joins, what presence waits for, schemas and their texts. A new dialect is a new row here, and in
 * `registration.ts` and `interface.ts` a line for each property that it spells in another way.
 */

/** A menu, and what is asked of its rows (`.proplist`). */
interface ListedMenu {
  path: string;
  properties: string;
}

interface DialectRow {
  /** Name in documentation and schemas. */
  words: string;
  /** Asked for whole. */
  registrations: string;
  interfaces: ListedMenu;
  /** Null where every master interface is a radio of the router itself. */
  radios: ListedMenu | null;
  /** The access points that the router manages; null where the dialect manages none: every interface is the router's own. */
  caps: ListedMenu | null;
  accessList: string;
  /** What is asked of the rules of the access list. */
  accessListProperties: string;
  /** The command that tells the channel of a radio; null where its row does. */
  monitor: string | null;
  /** `last-ip` of its registrations has its bytes reversed. */
  hasReversedLastIp: boolean;
}

/** The properties of both generations of the new drivers. */
const WIFI = {
  interfaces:
    '.about name mac-address default-name master-interface cap comment disabled inactive running configuration.mode configuration.ssid ' +
    'configuration.tx-power channel.band channel.frequency channel.width steering.rrm steering.wnm steering.transition-threshold security.ft',
  radios: 'interface radio-mac bands cap local',
  caps: 'base-mac identity board-name version serial address state connected-time uptime',
  accessList:
    'mac-address mac-address-mask interface signal-range ssid-regexp time days action comment disabled',
};

/** In the order in which a poll reads them. */
export const dialects = {
  wifi: {
    words: 'wifi',
    registrations: 'interface/wifi/registration-table',
    interfaces: { path: 'interface/wifi', properties: WIFI.interfaces },
    radios: { path: 'interface/wifi/radio', properties: WIFI.radios },
    caps: { path: 'interface/wifi/capsman/remote-cap', properties: WIFI.caps },
    accessList: 'interface/wifi/access-list',
    accessListProperties: WIFI.accessList,
    monitor: 'interface/wifi/monitor',
    hasReversedLastIp: false,
  },
  wifiwave2: {
    words: 'wifiwave2',
    registrations: 'interface/wifiwave2/registration-table',
    interfaces: { path: 'interface/wifiwave2', properties: WIFI.interfaces },
    radios: { path: 'interface/wifiwave2/radio', properties: WIFI.radios },
    caps: { path: 'interface/wifiwave2/capsman/remote-cap', properties: WIFI.caps },
    accessList: 'interface/wifiwave2/access-list',
    accessListProperties: WIFI.accessList,
    monitor: 'interface/wifiwave2/monitor',
    hasReversedLastIp: false,
  },
  capsman: {
    words: 'capsman (legacy CAPsMAN)',
    registrations: 'caps-man/registration-table',
    interfaces: {
      path: 'caps-man/interface',
      properties:
        'name mac-address master-interface comment disabled inactive running configuration.mode configuration.ssid channel.band channel.frequency current-channel',
    },
    radios: {
      path: 'caps-man/radio',
      properties: 'interface radio-mac remote-cap-name remote-cap-identity local',
    },
    caps: {
      path: 'caps-man/remote-cap',
      properties: 'base-mac identity name board version serial address state',
    },
    accessList: 'caps-man/access-list',
    accessListProperties:
      'mac-address mac-address-mask interface signal-range ssid-regexp time action comment disabled',
    monitor: null,
    hasReversedLastIp: true,
  },
  wireless: {
    words: 'wireless',
    registrations: 'interface/wireless/registration-table',
    interfaces: {
      path: 'interface/wireless',
      properties:
        '.about name mac-address default-name master-interface comment disabled running mode ssid band frequency channel-width tx-power',
    },
    radios: null,
    caps: null,
    accessList: 'interface/wireless/access-list',
    accessListProperties:
      'mac-address mac-address-mask interface signal-range time authentication comment disabled',
    monitor: 'interface/wireless/monitor',
    hasReversedLastIp: false,
  },
} as const satisfies Record<string, DialectRow>;

/** A dialect's name: the `source` of a record. */
export type Dialect = keyof typeof dialects;

export const dialectNames = Object.keys(dialects) as Dialect[];

/** A value for each dialect. */
export function byDialect<T>(valueOf: (dialect: Dialect) => T): Record<Dialect, T> {
  return Object.fromEntries(dialectNames.map((dialect) => [dialect, valueOf(dialect)])) as Record<Dialect, T>;
}

/** The dialects as a sentence lists them: "wifi, wifiwave2 or wireless". */
export const dialectList = dialectNames
  .map((dialect) => dialects[dialect].words)
  .join(', ')
  .replace(/, ([^,]*)$/, ' or $1');
