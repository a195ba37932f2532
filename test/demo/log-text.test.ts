/** What the routers of the house write into their logs: every movement, in the words of its driver, with the signal of that moment. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createHouse, type House } from '../../src/demo/house.ts';
import type { RouterRow } from '../../src/demo/router.ts';

const START = Date.UTC(2026, 10, 20, 18, 30);
const TABLES = [
  ['interface/wifi/registration-table'],
  ['interface/wireless/registration-table', 'caps-man/registration-table'],
];
const REASON = 'connection lost|received deauth: sending station leaving \\(3\\)|not responding';
let clock = START;
let house: House;
let lines: string[][];

const now = () => clock;
const macOf = (name: string) => house.devices().find((device) => device.name === name)!.mac;
const rowsOf = (router: number) =>
  TABLES[router]!.flatMap((menu) => house.routers[router]!.tables()[menu] as readonly RouterRow[]);
const signalOf = (router: number, mac: string) => {
  const row = rowsOf(router).find((candidate) => candidate['mac-address'] === mac)!;
  return Number.parseInt(String(row['signal'] ?? row['rx-signal'] ?? row['signal-strength']), 10);
};
const signalIn = (line: string) => Number(/, signal strength (-\d+)$/.exec(line)![1]);
/** About associations: those of DHCP and of CAPs are others. */
const wifi = (router: number) => lines[router]!.filter((line) => /^\S+,info \S{17}@/.test(line));
const forget = () => lines.forEach((list) => list.splice(0));

function listen(made: House): string[][] {
  const heard: string[][] = made.routers.map(() => []);
  made.routers.forEach((router, index) => router.onLog((line) => heard[index]!.push(line)));
  return heard;
}

beforeEach(() => {
  clock = START;
  house = createHouse({ seed: 7, now });
  house.pause();
  lines = listen(house);
  clock += 5000;
});

describe('the current drivers', () => {
  const phone = () => `${macOf("Ben's phone")}@`;

  test('a roam names both ends and the signal at the new one, and nothing is read for it', () => {
    house.roam("Ben's phone", 'Kitchen');
    const [line] = lines[0]!;
    const [from, to] = [`${phone()}Attic 5GHz(home)`, `${phone()}Kitchen 5GHz(home)`];
    expect(lines).toEqual([
      [`wireless,info ${from} roamed to ${to}, signal strength ${signalIn(line!)}`],
      [],
    ]);
    expect(signalIn(line!)).toBe(signalOf(0, macOf("Ben's phone")));
  });

  test('who leaves has a reason and the last signal; the address is taken back when its lease ends', () => {
    const mac = macOf('Guest laptop');
    const signal = signalOf(0, mac);
    house.leave('Guest laptop');
    expect(lines[0]).toEqual([
      expect.stringMatching(
        `^wireless,info ${mac}@Hallway 5GHz guest\\(guest\\) disconnected, (${REASON}), signal strength ${signal}$`,
      ),
    ]);
    house.leave('Guest laptop');
    expect(lines[0]).toHaveLength(1);
    clock += 3_600_000;
    house.devices();
    expect(lines[0]!.slice(1)).toEqual([
      expect.stringMatching(`^dhcp,info Guest DHCP deassigned 192\\.168\\.40\\.\\d+ for ${mac} MacBook-Pro$`),
    ]);
  });

  test('who arrives connects, then gets an address', () => {
    const mac = macOf("Mia's phone");
    house.arrive("Mia's phone");
    expect(lines[0]).toEqual([
      `wireless,info ${mac}@Attic 5GHz(home) connected, signal strength ${signalOf(0, mac)}`,
      expect.stringMatching(`^dhcp,info Home DHCP assigned 192\\.168\\.20\\.\\d+ for ${mac} Galaxy-A54$`),
    ]);
  });

  test('with an address of its own and no host name there is no DHCP line, and no dangling space', () => {
    house.leave('Printer');
    house.arrive('Printer');
    house.leave("Grandma's phone");
    house.arrive("Grandma's phone");
    const leases = lines[0]!.filter((line) => line.startsWith('dhcp,info '));
    expect(leases).toEqual([expect.stringMatching(`for ${macOf("Grandma's phone")}$`)]);
  });

  test('associating anew where it is: one word for it, or a pair in which the end comes first', () => {
    const forms = new Set<string>();
    for (let step = 0; step < 20; step += 1) {
      clock += 1000;
      house.roam("Ben's phone", 'Attic');
      forms.add(lines[0]!.map((line) => / (reconnecting|disconnected|connected), /.exec(line)![1]).join(' '));
      forget();
    }
    expect(forms).toEqual(new Set(['reconnecting', 'disconnected connected']));
  });
});

describe('the old drivers', () => {
  test('legacy CAPsMAN has a topic of its own and no SSID, `wireless` a colon; neither has a word for a roam', () => {
    const mac = macOf('Workshop tablet');
    house.roam('Workshop tablet', 'Barn');
    expect(lines[1]).toEqual([
      expect.stringMatching(`^wireless,info ${mac}@wlan2: disconnected, (${REASON}), signal strength -\\d+$`),
      `caps,info ${mac}@Barn-1 connected, signal strength ${signalOf(1, mac)}`,
    ]);
    forget();
    clock += 1000;
    house.leave('Workshop tablet');
    expect(lines[1]).toEqual([
      expect.stringMatching(`^caps,info ${mac}@Barn-1 disconnected, (${REASON}), signal strength -\\d+$`),
    ]);
  });

  test('some lines of `wireless` come without a signal, most with it', () => {
    for (let step = 0; step < 40; step += 1) {
      clock += 1000;
      house.leave('Workshop tablet');
      house.arrive('Workshop tablet');
    }
    const connected = wifi(1).filter((line) => line.includes('@wlan2: connected'));
    const brief = connected.filter((line) => line.endsWith('connected'));
    expect(connected).toHaveLength(40);
    expect(brief.length).toBeGreaterThan(0);
    expect(brief.length).toBeLessThan(20);
  });
});

describe('between two routers', () => {
  test('the new one tells at once, the old one when it notices', () => {
    const mac = macOf("Ben's phone");
    house.roam("Ben's phone", 'Barn');
    expect(wifi(0)).toEqual([]);
    expect(wifi(1)).toEqual([`caps,info ${mac}@Barn-1 connected, signal strength ${signalOf(1, mac)}`]);
    clock += 4000;
    house.devices();
    expect(wifi(0)).toEqual([
      expect.stringMatching(`^wireless,info ${mac}@Attic 5GHz\\(home\\) disconnected, `),
    ]);
  });

  test('who is back before that ends where it went', () => {
    house.roam("Ben's phone", 'Barn');
    clock += 1000;
    house.roam("Ben's phone", 'Attic');
    clock += 9000;
    house.devices();
    expect(wifi(0).map((line) => line.includes(' connected, '))).toEqual([false, true]);
    expect(wifi(1).map((line) => line.includes(' connected, '))).toEqual([true, false]);
  });
});

describe('what goes wrong', () => {
  test.each([
    [
      'Kitchen',
      'access_list',
      0,
      'wireless,info MAC@Kitchen 5GHz(home) connection rejected, forbidden by access-list',
    ],
    [
      'Kitchen',
      'wrong_key',
      0,
      'wireless,info MAC@Kitchen 5GHz(home) rejected, authentication failed, signal strength -NN',
    ],
    [
      'Kitchen',
      'handshake',
      0,
      'wireless,info MAC@Kitchen 5GHz(home) disconnected, 4-way handshake timeout, signal strength -NN',
    ],
    ['Barn', 'access_list', 1, 'caps,info MAC@Barn-1 rejected, forbidden by access-list'],
    [
      'Barn',
      'wrong_key',
      1,
      'caps,info MAC@Barn-1 disconnected, unicast key exchange timeout, signal strength -NN',
    ],
    ['Workshop', 'access_list', 1, 'wireless,info MAC@wlan2: rejected, forbidden by access-list'],
    [
      'Workshop',
      'handshake',
      1,
      'wireless,info MAC@wlan2: disconnected, group key exchange timeout, signal strength -NN',
    ],
  ] as const)(
    'a device that %s refuses by %s is in the log of router %i, and in no table',
    (accessPoint, cause, router, line) => {
      const before = [rowsOf(0).length, rowsOf(1).length];
      house.refuse("Mia's phone", accessPoint, cause);
      const told = lines[router]!.map((each) =>
        each.replace(macOf("Mia's phone"), 'MAC').replace(/-\d+$/, '-NN'),
      );
      expect(told).toEqual([line]);
      expect(lines[1 - router]).toEqual([]);
      expect([rowsOf(0).length, rowsOf(1).length]).toEqual(before);
    },
  );

  test('radar is in the log, and a minute later the channel that is used then', () => {
    house.radar('Attic');
    house.radar('Workshop');
    expect(lines).toEqual([
      ['wireless,info Attic 5GHz radar detected on 5500'],
      ['wireless,info wlan2: radar detected on 5500'],
    ]);
    forget();
    clock += 60_000;
    house.devices();
    expect(lines).toEqual([
      ['wireless,info Attic 5GHz selected channel 5260/ax/Ceee'],
      ['wireless,info wlan2: selected channel 5260/20-Ceee/ac/DP(23dBm)'],
    ]);
  });

  test('a CAP that loses its manager is missing from its list until the log says that it is back', () => {
    const listed = (router: number, menu: string) =>
      (house.routers[router]!.tables()[menu] as readonly RouterRow[]).map((row) => row['identity']);
    house.loseCap('Attic', 30_000);
    house.loseCap('Barn', 30_000);
    const session = (state: string) => new RegExp(`^caps,info \\[\\S{17}/1/2f,${state},\\[Barn\\]\\] `);
    expect(lines[0]).toEqual([
      expect.stringMatching(/^caps,info Attic@\S{17}%\*41 disconnected, connection lost$/),
    ]);
    expect(lines[1]).toEqual([expect.stringMatching(session('Run'))]);
    expect(listed(0, 'interface/wifi/capsman/remote-cap')).not.toContain('Attic');
    expect(listed(1, 'caps-man/remote-cap')).toEqual([]);
    forget();
    clock += 30_000;
    house.devices();
    expect(lines[0]).toEqual([expect.stringMatching(/^caps,info Attic@\S{17}%\*41 connected$/)]);
    expect(lines[1]).toEqual([expect.stringMatching(session('Join'))]);
    expect(listed(0, 'interface/wifi/capsman/remote-cap')).toContain('Attic');
    expect(listed(1, 'caps-man/remote-cap')).toEqual(['Barn']);
  });

  test('what does not exist is an error', () => {
    expect(() => house.loseCap('Hallway', 1000)).toThrow('Hallway is no CAP');
    expect(() => house.radar('Barn')).toThrow('Barn has no radio with 5 GHz');
    expect(() => house.refuse('Guest laptop', 'Barn', 'wrong_key')).toThrow('does not exist on Barn');
  });
});

describe('over time', () => {
  /** Who is on which interface of which router, as the tables and as the lines have it. */
  const place = (router: number, mac: unknown, wlan: unknown) => `${router} ${String(mac)} ${String(wlan)}`;
  const shown = () =>
    [0, 1].flatMap((router) =>
      rowsOf(router).map((row) => place(router, row['mac-address'], row['interface'])),
    );

  test('the lines tell no more and no less than the tables show, through reboots too', () => {
    const told = new Set(shown());
    let count = 0;
    house.resume();
    for (let step = 0; step < 450; step += 1) {
      clock += 3700;
      if (step % 200 === 100) house.routers[step % 2]!.reboot();
      // of a router that goes down nobody is told; the lines begin anew
      if (step % 200 === 100)
        for (const entry of told) if (entry.startsWith(`${step % 2} `)) told.delete(entry);
      const after = shown();
      for (const router of [0, 1]) for (const line of wifi(router)) follow(router, line);
      count += lines.flat().length;
      forget();
      expect([...told].toSorted()).toEqual(after.toSorted());
    }
    expect(count).toBeGreaterThan(60);

    function follow(router: number, line: string): void {
      const [, mac, from, verb, to] =
        /(\S{17})@(.+?)(?:\([a-z]+\))?:? (connected|reconnecting|disconnected|roamed to \S{17}@(.+?)(?:\([a-z]+\)))(?:, |$)/.exec(
          line,
        )!;
      if (verb !== 'connected' && verb !== 'reconnecting')
        expect(told.delete(place(router, mac, from))).toBe(true);
      if (verb !== 'disconnected') told.add(place(router, mac, to ?? from));
    }
  });

  test('the same seed and times give the same lines, however often one looks', () => {
    const life = (steps: readonly number[]) => {
      clock = START;
      const made = createHouse({ seed: 7, now });
      const heard = listen(made);
      for (const minute of steps) {
        clock = START + minute * 60_000;
        made.devices();
      }
      return heard;
    };
    const often = life(Array.from({ length: 120 }, (_, index) => index / 2));
    expect(often.flat().length).toBeGreaterThan(20);
    expect(life([59.5])).toEqual(often);
  });

  test('a line leaves when it happens, though nobody looks', async () => {
    // The first thing that happens by itself is due in a twentieth of a second.
    const began = performance.now();
    clock = START;
    const made = createHouse({ seed: 7, now: () => clock + (performance.now() - began) });
    clock = START + 44_950;
    const line = await new Promise<string>((resolve) =>
      made.routers.forEach((router) => router.onLog(resolve)),
    );
    expect(line).toMatch(/^(wireless|caps),info /);
  });

  test('who no longer listens hears nothing', () => {
    const heard: string[] = [];
    const unlisten = house.routers[0]!.onLog((line) => heard.push(line));
    unlisten();
    house.roam("Ben's phone", 'Kitchen');
    expect(heard).toEqual([]);
    expect(lines[0]).toHaveLength(1);
  });
});
