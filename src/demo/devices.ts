/** The people and devices of the house. The names that people use differ from what the routers know, as in a real house. */
import type { Band, NetworkName } from './building.ts';

/** How a device uses the air: `busy` all the time, `used` in bursts, `sleepy` now and then. */
export type Habit = 'busy' | 'used' | 'sleepy';

export interface DevicePlan {
  name: string;
  network: NetworkName;
  /** The access point nearest to its usual place. */
  near: string;
  /** The best standard on each band that it supports. */
  standards: Readonly<Partial<Record<Band, 'g' | 'n' | 'ac' | 'ax'>>>;
  habit: Habit;
  /** DHCP host name; null when it sends none. */
  hostName: string | null;
  /** Vendor prefix of the MAC; null for a randomized one. */
  vendor: string | null;
  /** Lease comment; one written in WinBox is stored in the Windows code page. */
  comment: string | null;
  winBox: boolean;
  /** The lease is static; `none`: the address is configured on the device, and no lease exists. */
  lease: 'dynamic' | 'static' | 'none';
  /** Comment of an access-list rule. */
  accessComment: string | null;
  /** Carried around: roams and follows its owner out of the house. */
  mobile: boolean;
  /** Away when the simulation begins: how long ago it left, null for never seen. */
  absent: { lastSeenMs: number | null } | null;
  /** A sticky client: it stays on a distant access point instead of the near one. */
  stuckOn: string | null;
}

const DAY_MS = 86_400_000;
const PHONE = { standards: { '2.4': 'ax', '5': 'ax' }, habit: 'used', vendor: null, mobile: true } as const;
const LAPTOP = {
  standards: { '2.4': 'ax', '5': 'ax' },
  habit: 'used',
  vendor: 'A4:83:E7',
  mobile: true,
} as const;
const TV = {
  standards: { '2.4': 'n', '5': 'ac' },
  habit: 'busy',
  vendor: '60:8D:26',
  network: 'home',
} as const;
const THING = { standards: { '2.4': 'n' }, habit: 'sleepy', vendor: '24:6F:28', network: 'iot' } as const;
const SPEAKER = {
  standards: { '2.4': 'n', '5': 'ac' },
  habit: 'used',
  vendor: '48:A6:B8',
  network: 'home',
} as const;
const CAMERA = { standards: { '2.4': 'n' }, habit: 'busy', vendor: '9C:8E:CD', network: 'iot' } as const;

type Given = Pick<DevicePlan, 'standards' | 'habit' | 'vendor'> & Partial<DevicePlan>;

/** A device with the usual properties. With a comment its lease is static, as operators mark known devices. */
export function planDevice(name: string, near: string, hostName: string | null, given: Given): DevicePlan {
  return {
    name,
    near,
    hostName,
    network: 'home',
    comment: null,
    winBox: false,
    lease: given.comment == null ? 'dynamic' : 'static',
    accessComment: null,
    mobile: false,
    absent: null,
    stuckOn: null,
    ...given,
  };
}

const known = (name: string, near: string, hostName: string | null, given: Given) =>
  planDevice(name, near, hostName, { comment: name, ...given });

export const householdDevices: readonly DevicePlan[] = [
  known("Anna's phone", 'Kitchen', 'Annas-iPhone', PHONE),
  known("Ben's phone", 'Attic', 'Pixel-8-Pro', PHONE),
  planDevice("Mia's phone", 'Attic', 'Galaxy-A54', {
    ...PHONE,
    accessComment: "Mia's phone",
    absent: { lastSeenMs: 5_400_000 },
  }),
  // sends an empty host name
  known("Grandma's phone", 'Garden House', '', { ...PHONE, vendor: 'DC:A9:04' }),
  known('Wall panel', 'Kitchen', 'wallpanel', { ...SPEAKER, habit: 'busy', stuckOn: 'Hallway' }),
  planDevice('Kitchen tablet', 'Kitchen', 'iPad', { ...PHONE, standards: { '2.4': 'n', '5': 'ac' } }),
  known("Anna's laptop", 'Kitchen', 'annas-macbook', LAPTOP),
  planDevice("Ben's work laptop", 'Attic', 'DESKTOP-7QK2M1', { ...LAPTOP, vendor: '3C:58:C2' }),
  known('Living room TV', 'Hallway', 'LGwebOSTV', TV),
  planDevice('Bedroom TV', 'Attic', 'LGwebOSTV', TV),
  known('Game console', 'Hallway', 'PS5-329', { ...TV, vendor: '00:E4:21' }),
  known('Kitchen speaker', 'Kitchen', 'speaker-kitchen', SPEAKER),
  planDevice('Bathroom speaker', 'Attic', 'speaker-bathroom', SPEAKER),
  known('Café radio', 'Garden House', 'radio', { ...SPEAKER, winBox: true }),
  planDevice('Printer', 'Hallway', null, {
    ...THING,
    network: 'home',
    vendor: '30:05:5C',
    lease: 'none',
    accessComment: 'Printer',
  }),
  known('Doorbell', 'Hallway', 'doorbell', CAMERA),
  known('Vacuum', 'Kitchen', 'rockrobo', { ...THING, habit: 'used' }),
  known('Thermostat', 'Hallway', 'thermostat', THING),
  known('Hall lamp', 'Hallway', 'ESP_4F22A1', THING),
  known('Porch light', 'Hallway', 'espressif', THING),
  known('Reading lamp', 'Attic', 'espressif', THING),
  planDevice('Desk lamp', 'Attic', 'ESP_91C0DE', THING),
  known('Washing machine plug', 'Kitchen', 'plug-washer', THING),
  known('Freezer plug', 'Garden House', 'plug-freezer', THING),
  known('Christmas tree plug', 'Hallway', 'plug-xmas', { ...THING, absent: { lastSeenMs: 318 * DAY_MS } }),
  planDevice('Heat pump', 'Garden House', null, { ...THING, lease: 'none' }),
  known('Garden camera', 'Garden House', null, CAMERA),
  planDevice('Weather station', 'Garden House', null, { ...THING, standards: { '2.4': 'g' } }),
  planDevice("Lena's phone", 'Kitchen', 'Lenas-Galaxy', { ...PHONE, network: 'guest' }),
  planDevice('Guest laptop', 'Hallway', 'MacBook-Pro', { ...LAPTOP, network: 'guest', vendor: null }),
  planDevice("Lena's laptop", 'Kitchen', 'MacBook-Pro', { ...LAPTOP, network: 'guest' }),
  known('Old phone', 'Attic', 'android-dc0e', { ...PHONE, mobile: false, absent: { lastSeenMs: null } }),
  known('Workshop tablet', 'Workshop', 'tab-workshop', { ...SPEAKER, vendor: 'DC:A9:04' }),
  known('3D printer', 'Workshop', 'prusa-mini', { ...THING, habit: 'used' }),
  planDevice('Workshop radio', 'Workshop', 'radio', SPEAKER),
  known('Table saw plug', 'Workshop', 'plug-saw', THING),
  known('Barn camera', 'Barn', 'barncam', CAMERA),
  known('Barn door', 'Barn', 'ESP_0B77F3', THING),
  planDevice('Chicken coop heater', 'Barn', 'espressif', THING),
];

/** The people of the house and the devices they carry. */
export const householdPeople: readonly { name: string; devices: readonly string[] }[] = [
  { name: 'Anna', devices: ["Anna's phone"] },
  { name: 'Ben', devices: ["Ben's phone"] },
  { name: 'Mia', devices: ["Mia's phone"] },
  { name: 'Grandma', devices: ["Grandma's phone"] },
];

/** Any number of ordinary devices, distributed over the access points. */
export function manyDevices(count: number, accessPoints: readonly string[], title = ''): DevicePlan[] {
  return Array.from({ length: count }, (_, index) => {
    const [what, given] = MANY[index % MANY.length]!;
    const name = `${title}${what} ${Math.floor(index / MANY.length) + 1}`;
    const near = accessPoints[index % accessPoints.length]!;
    const hostName = name.toLowerCase().replaceAll(' ', '-');
    return planDevice(name, near, hostName, { ...given, ...(index % 3 === 0 ? { comment: name } : {}) });
  });
}

const MANY: readonly [string, Given][] = [
  ['Phone', PHONE],
  ['Bulb', THING],
  ['Laptop', LAPTOP],
  ['Plug', THING],
  ['Camera', CAMERA],
  ['Speaker', SPEAKER],
  ['Visitor', { ...PHONE, network: 'guest' }],
];
