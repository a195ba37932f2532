/** Addresses of devices: ARP, IPv6 neighbours, the bridge's hosts. Leases are in tables-lease.ts. */
import type { Network } from './building.ts';
import { chance, nextMac } from './random.ts';
import type { RouterRow } from './row.ts';
import { leaseRows, nasMac } from './tables-lease.ts';
import { idOf, type RouterTables, type View } from './view.ts';
import { addressAt, planNetworkOf, type Resident } from './world.ts';

export function addressTables(view: View): RouterTables {
  return {
    get 'ip/dhcp-server/lease'() {
      return leaseRows(view);
    },
    get 'ip/arp'() {
      return arpRows(view);
    },
    get 'ipv6/neighbor'() {
      return ipv6Rows(view);
    },
    get 'interface/bridge/host'() {
      return hostRows(view);
    },
  };
}

function arpRow(network: Network, address: string, extra: RouterRow): RouterRow {
  return {
    address,
    complete: 'true',
    dhcp: 'false',
    disabled: 'false',
    dynamic: 'true',
    interface: network.interface,
    invalid: 'false',
    published: 'false',
    status: 'reachable',
    vrf: 'main',
    ...extra,
  };
}

const FORGET_MS = 300_000;

function arpRows(view: View): RouterRow[] {
  const { router, at } = view;
  const home = router.plan.networks[0]!;
  const present = new Set(view.associations.map(([resident]) => resident));
  const rows = view.world.residents.flatMap((resident): RouterRow[] => {
    const address = addressAt(router, resident);
    const network = planNetworkOf(router.plan, resident.plan);
    if (address === null || network === null) return [];
    const here = present.has(resident);
    const goneAt = resident.leases.get(router.plan.identity)?.until ?? null;
    if (!here && (goneAt === null || at - goneAt > FORGET_MS)) return [];
    // The entry of a device that left is stale for a while, then fails and loses its MAC.
    const failed = !here && at - goneAt! > FORGET_MS / 2;
    if (failed) return [arpRow(network, address, { complete: 'false', status: 'failed' })];
    return [
      arpRow(network, address, {
        'mac-address': resident.mac,
        status: here ? statusOf(view, resident) : 'stale',
      }),
    ];
  });
  rows.push(
    arpRow(home, `${home.prefix}.5`, { 'mac-address': nasMac(view) }),
    arpRow(home, `${home.prefix}.199`, { complete: 'false', status: 'failed' }),
    arpRow(home, `${home.prefix}.250`, {
      comment: 'reserved for the gate',
      dynamic: 'false',
      'mac-address': '00:00:00:00:00:00',
      status: 'permanent',
    }),
  );
  for (const { address, baseMac, isCap } of router.plan.accessPoints) {
    if (isCap) rows.push(arpRow(home, address, { 'mac-address': baseMac }));
  }
  return rows.map((row, index) => ({ '.id': idOf(index + 1), ...row }));
}

function statusOf({ world, at }: View, { plan }: Resident): string {
  if (plan.habit !== 'sleepy') return 'reachable';
  const luck = chance(world.seed, 'arp', plan.name, Math.floor(at / 30_000));
  return luck < 0.55 ? 'stale' : luck < 0.9 ? 'reachable' : luck < 0.95 ? 'delay' : 'probe';
}

function ipv6Rows(view: View): RouterRow[] {
  const rows = view.associations
    .filter(([{ plan }]) => plan.habit !== 'sleepy')
    .flatMap(([{ plan, mac }]): RouterRow[] => {
      const network = planNetworkOf(view.router.plan, plan)!;
      const suffix = mac.toLowerCase().replaceAll(':', '').match(/..../g)!.join(':');
      const row = (address: string, status: string) => ({
        address,
        interface: network.interface,
        'mac-address': mac,
        router: 'false',
        status,
      });
      return [
        row(`fe80::${suffix}`, 'stale'),
        row(`2001:db8:${network.vlanId ?? 50}::${suffix}`, 'reachable'),
      ];
    });
  rows.push({
    address: 'fe80::1:2:3',
    interface: view.router.plan.networks[0]!.interface,
    router: 'false',
    status: 'failed',
  });
  return rows.map((row, index) => ({ '.id': idOf(index + 1), ...row }));
}

function hostRows(view: View): RouterRow[] {
  const { router } = view;
  const host = (mac: string, port: string, vid: number | null, local = false): RouterRow => ({
    bridge: 'bridge',
    disabled: 'false',
    dynamic: 'true',
    external: String(!local),
    invalid: 'false',
    local: String(local),
    'mac-address': mac,
    'on-interface': port,
    ...(vid === null ? {} : { vid: String(vid) }),
  });
  const vlan = router.plan.networks[0]!.vlanId;
  const rows = view.associations.map(([{ plan, mac }, association]) =>
    host(mac, association.interface.name, planNetworkOf(router.plan, plan)!.vlanId),
  );
  rows.push(host(nasMac(view), 'ether3', vlan));
  for (const { isCap, baseMac } of router.plan.accessPoints)
    if (isCap) rows.push(host(baseMac, 'ether5', vlan));
  for (const port of [2, 3, 4, 5])
    rows.push(host(nextMac(router.plan.baseMac, port - 1), `ether${port}`, null, true));
  return rows.map((row, index) => ({ '.id': idOf(index + 1), ...row }));
}
