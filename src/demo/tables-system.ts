/** The router and its surroundings: system, addresses, DNS, neighbours. */
import { formatDuration } from './duration.ts';
import { between, chance, nextMac } from './random.ts';
import type { RouterRow } from './row.ts';
import { age, idOf, type RouterTables, type View } from './view.ts';
import { DEVICES_PER_SUBNET, isUp } from './world.ts';

const BUILT: Record<string, string> = { '7.24': '2026-08-14 08:33:14', '7.21.4': '2026-04-21 06:49:05' };

export function systemTables(view: View): RouterTables {
  const { router, world, at } = view;
  const { plan } = router;
  const load = chance(world.seed, 'load', plan.identity, Math.floor(at / 10_000));
  return {
    'system/identity': { name: plan.identity },
    'system/resource': {
      'architecture-name': plan.version === '7.24' ? 'arm64' : 'arm',
      'board-name': plan.board,
      'build-time': BUILT[plan.version] ?? '',
      'cpu-count': '4',
      'cpu-frequency': '864',
      'cpu-load': String(between(2, 19, load)),
      'free-hdd-space': '84942848',
      'free-memory': String(Math.floor(plan.memoryBytes * (0.4 + 0.15 * load))),
      platform: 'MikroTik',
      'total-hdd-space': '134217728',
      'total-memory': String(plan.memoryBytes),
      uptime: formatDuration(at - router.bootedAt),
      version: `${plan.version} (stable)`,
    },
    'system/clock': {
      date: new Date(at).toISOString().slice(0, 10),
      'dst-active': 'false',
      'gmt-offset': '+00:00',
      time: new Date(at).toISOString().slice(11, 19),
      'time-zone-autodetect': 'false',
      'time-zone-name': 'UTC',
    },
    'system/routerboard': {
      'board-name': plan.board,
      'current-firmware': plan.version,
      'firmware-type': plan.firmware,
      'minimum-firmware': '7.6',
      model: plan.model,
      routerboard: 'true',
      'serial-number': plan.serial,
      'upgrade-firmware': plan.version,
    },
    'system/package': ['routeros', ...plan.packages].map((name, index) => ({
      '.id': idOf(index + 1),
      available: 'false',
      'build-time': BUILT[plan.version] ?? '',
      disabled: 'false',
      name,
      scheduled: '',
      size: '11485329',
      version: plan.version,
    })),
    'system/package/update': {
      channel: 'stable',
      'installed-version': plan.version,
      'latest-version': plan.version,
      status: 'System is already up to date',
    },
    'system/health': [
      { '.id': '*E', name: 'cpu-temperature', type: 'C', value: String(between(41, 49, load)) },
    ],
    'ip/address': plan.networks.map((network, index) => ({
      '.id': idOf(index + 1),
      'actual-interface': network.interface,
      address: `${network.prefix}.1/${crowded(view) ? 23 : 24}`,
      disabled: 'false',
      dynamic: 'false',
      interface: network.interface,
      invalid: 'false',
      network: `${network.prefix}.0`,
    })),
    'ip/dns': { 'allow-remote-requests': 'true', 'cache-size': '2048', 'cache-used': '212', servers: '' },
    'ip/dns/static': [
      {
        '.id': '*1',
        address: `${plan.networks[0]!.prefix}.5`,
        disabled: 'false',
        name: 'nas.home.arpa',
        ttl: '1d',
        type: 'A',
      },
    ],
    'ip/neighbor': neighborRows(view),
  };
}

// More devices than fit into one /24.
function crowded({ world }: View): boolean {
  return world.residents.some(({ number }) => number >= DEVICES_PER_SUBNET);
}

function neighborRows(view: View): RouterRow[] {
  const { router, world, at } = view;
  const wire = router.plan.networks[0]!.interface;
  const caps = router.plan.accessPoints.filter((box) => box.isCap && isUp(router, box, at));
  const others = world.routers.filter((other) => other !== router).map(({ plan }) => plan);
  const boxes = [
    ...caps.map(({ name, address, baseMac, board, version }) => ({ name, address, baseMac, board, version })),
    ...others.slice(0, 3).map(({ identity, networks, baseMac, model, version }) => ({
      name: identity,
      address: `${networks[0]!.prefix}.1`,
      baseMac,
      board: model,
      version,
    })),
  ];
  const rows = boxes.map(
    (box): RouterRow => ({
      address: box.address,
      address4: box.address,
      age: `${between(1, 58, chance(world.seed, 'seen', box.name, Math.floor(at / 60_000)))}s`,
      board: box.board,
      'discovered-by': 'mndp',
      identity: box.name,
      interface: `ether5,${wire}`,
      'interface-name': 'ether1',
      'mac-address': box.baseMac,
      platform: 'MikroTik',
      'system-caps': '',
      'system-caps-enabled': '',
      unpack: 'none',
      uptime: age(view, world.startedAt - 323_300_000),
      version: `${box.version} (stable)`,
    }),
  );
  // LLDP from another vendor's switch
  rows.push({
    address: `${router.plan.networks[0]!.prefix}.6`,
    address4: `${router.plan.networks[0]!.prefix}.6`,
    age: '25s',
    'discovered-by': 'lldp',
    identity: 'switch-cellar',
    interface: 'ether5,bridge',
    'interface-name': 'Port 8',
    'mac-address': nextMac(router.plan.baseMac, 0x5151),
    platform: '',
    'system-caps': 'bridge',
    'system-caps-enabled': 'bridge',
    unpack: 'none',
    version: '',
  });
  return rows.map((row, index) => ({ '.id': idOf(index + 1), ...row }));
}
