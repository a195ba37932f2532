/**
 * The dialects of RouterOS. Each WiFi driver family has its own menus for the same things. Everything that depends on the dialect follows
 * from this table: menus to read, joins, what presence waits for, schemas and their texts. A new dialect is a new row here, in
 * `registration.ts` a line for each property that it spells in another way, and in `log-association.ts` the new words of its log.
 */

/** A menu, and what is asked of its rows (`.proplist`). */
interface ListedMenu {
  path: string;
  properties: string;
}

/** The parts of a WiFi configuration that may be profiles of their own. */
export const sections = ['configuration', 'channel', 'security', 'steering'] as const;
export type Section = (typeof sections)[number];

/** Where the profiles of one section are, and the property of an interface that names one. */
interface ProfileMenu {
  section: Section;
  path: string;
  reference: string;
}

interface DialectRow {
  /** Name in documentation and schemas. */
  words: string;
  /** The menu that has all the others below it. */
  base: string;
  /** The dialect whose names for properties, profiles and rules it has. */
  spelling: 'wifi' | 'capsman' | 'wireless';
  /** Topics of its log lines. */
  logTopics: readonly string[];
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
  /** Named sets of properties that interfaces share. */
  profiles: readonly ProfileMenu[];
  /** Rules that make the interfaces of CAPs; null where the dialect manages none. */
  provisioning: ListedMenu | null;
  /** The command that tells the channel of a radio; null where its row does. */
  monitor: string | null;
  /** Its access points ask devices to move (802.11v) by the profiles of a menu `steering`. */
  steers: boolean;
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
    '.id mac-address mac-address-mask interface signal-range ssid-regexp time days action comment disabled match-count last-logged-in last-logged-out',
  provisioning:
    '.id action radio-mac identity-regexp common-name-regexp address-ranges supported-bands name-format master-configuration slave-configurations comment disabled',
};

/** In the order in which a poll reads them. */
export const dialects = {
  wifi: {
    words: 'wifi',
    base: 'interface/wifi',
    spelling: 'wifi',
    logTopics: ['wireless', 'wifi', 'caps'],
    registrations: 'interface/wifi/registration-table',
    interfaces: { path: 'interface/wifi', properties: WIFI.interfaces },
    radios: { path: 'interface/wifi/radio', properties: WIFI.radios },
    caps: { path: 'interface/wifi/capsman/remote-cap', properties: WIFI.caps },
    accessList: 'interface/wifi/access-list',
    accessListProperties: WIFI.accessList,
    profiles: [
      { section: 'configuration', path: 'interface/wifi/configuration', reference: 'configuration' },
      { section: 'channel', path: 'interface/wifi/channel', reference: 'channel' },
      { section: 'security', path: 'interface/wifi/security', reference: 'security' },
      { section: 'steering', path: 'interface/wifi/steering', reference: 'steering' },
    ],
    provisioning: { path: 'interface/wifi/provisioning', properties: WIFI.provisioning },
    monitor: 'interface/wifi/monitor',
    steers: true,
    hasReversedLastIp: false,
  },
  wifiwave2: {
    words: 'wifiwave2',
    base: 'interface/wifiwave2',
    spelling: 'wifi',
    logTopics: ['wifiwave2', 'wireless', 'caps'],
    registrations: 'interface/wifiwave2/registration-table',
    interfaces: { path: 'interface/wifiwave2', properties: WIFI.interfaces },
    radios: { path: 'interface/wifiwave2/radio', properties: WIFI.radios },
    caps: { path: 'interface/wifiwave2/capsman/remote-cap', properties: WIFI.caps },
    accessList: 'interface/wifiwave2/access-list',
    accessListProperties: WIFI.accessList,
    profiles: [
      { section: 'configuration', path: 'interface/wifiwave2/configuration', reference: 'configuration' },
      { section: 'channel', path: 'interface/wifiwave2/channel', reference: 'channel' },
      { section: 'security', path: 'interface/wifiwave2/security', reference: 'security' },
      { section: 'steering', path: 'interface/wifiwave2/steering', reference: 'steering' },
    ],
    provisioning: { path: 'interface/wifiwave2/provisioning', properties: WIFI.provisioning },
    monitor: 'interface/wifiwave2/monitor',
    steers: false,
    hasReversedLastIp: false,
  },
  capsman: {
    words: 'capsman (legacy CAPsMAN)',
    base: 'caps-man',
    spelling: 'capsman',
    logTopics: ['caps', 'capsman'],
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
      '.id mac-address mac-address-mask interface signal-range ssid-regexp time action comment disabled',
    profiles: [
      { section: 'configuration', path: 'caps-man/configuration', reference: 'configuration' },
      { section: 'channel', path: 'caps-man/channel', reference: 'channel' },
      { section: 'security', path: 'caps-man/security', reference: 'security' },
    ],
    provisioning: {
      path: 'caps-man/provisioning',
      properties:
        '.id action radio-mac identity-regexp common-name-regexp ip-address-ranges hw-supported-modes name-format master-configuration slave-configurations comment disabled',
    },
    monitor: null,
    steers: false,
    hasReversedLastIp: true,
  },
  wireless: {
    words: 'wireless',
    base: 'interface/wireless',
    spelling: 'wireless',
    logTopics: ['wireless'],
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
      '.id mac-address mac-address-mask interface signal-range time authentication comment disabled',
    profiles: [
      {
        section: 'security',
        path: 'interface/wireless/security-profiles',
        reference: 'security-profile',
      },
    ],
    provisioning: null,
    monitor: 'interface/wireless/monitor',
    steers: false,
    hasReversedLastIp: false,
  },
} as const satisfies Record<string, DialectRow>;

/** A dialect's name: the `source` of a record. */
export type Dialect = keyof typeof dialects;

/** Whose spelling a dialect may have. */
export type Spelling = (typeof dialects)[Dialect]['spelling'];

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
