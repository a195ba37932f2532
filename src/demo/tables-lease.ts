/** The leases of the DHCP server, of WiFi devices and of one wired device. */
import { formatDuration } from './duration.ts';
import { macOf } from './random.ts';
import type { RouterRow, RouterValue } from './row.ts';
import { age, idOf, type View } from './view.ts';
import { addressOf, lastRenewal, planNetworkOf, type Resident } from './world.ts';

export function leaseRows(view: View): RouterRow[] {
  const rows = view.world.residents.map((resident, index) => leaseRow(view, resident, 0x2b00 + index));
  return [...rows.filter((row) => row !== null), ...wiredLeases(view)];
}

/** A dynamic lease ends; a static one stays, waiting, on the router where its device belongs. */
function leaseRow(view: View, resident: Resident, id: number): RouterRow | null {
  const { plan, mac, leases } = resident;
  const { router, at } = view;
  const belongs = router.plan.accessPoints.some(({ name }) => name === plan.near);
  const lease = leases.get(router.plan.identity) ?? null;
  const network = lease?.network ?? planNetworkOf(router.plan, plan);
  const isStatic = belongs && plan.lease === 'static';
  const renewedAt = lease === null ? null : lastRenewal(lease, at);
  const expiresAt = renewedAt === null ? 0 : renewedAt + network!.leaseMs;
  const bound = expiresAt > at;
  if (network === null || plan.lease === 'none' || (!bound && !isStatic)) return null;
  const address = lease?.address ?? addressOf(network, resident.number);
  const clientId = `1:${mac.toLowerCase().replaceAll(/0([0-9a-f])/g, '$1')}`;
  const active = {
    'active-address': address,
    'active-client-id': clientId,
    'active-mac-address': mac,
    'active-server': network.server,
    age: age(view, renewedAt ?? at),
    'expires-after': formatDuration(expiresAt - at),
  };
  return {
    '.id': idOf(id),
    ...(bound ? active : {}),
    address,
    'address-lists': '',
    blocked: 'false',
    'client-id': clientId,
    ...(plan.comment === null ? {} : { comment: commentOf(plan.comment, plan.winBox) }),
    'dhcp-option': '',
    disabled: 'false',
    dynamic: String(!isStatic),
    ...(plan.hostName === null ? {} : { 'host-name': plan.hostName }),
    'last-seen': renewedAt === null ? 'never' : age(view, renewedAt),
    'mac-address': mac,
    radius: 'false',
    server: network.server,
    status: bound ? 'bound' : 'waiting',
  };
}

/** WinBox writes the Windows code page. */
function commentOf(comment: string, winBox: boolean): RouterValue {
  return winBox ? Buffer.from(comment, 'latin1') : comment;
}

/** A wired device with two leases at once: a reserved one and an earlier one. */
function wiredLeases(view: View): RouterRow[] {
  const network = view.router.plan.networks[0]!;
  const mac = nasMac(view);
  const row = (id: number, host: number, isStatic: boolean): RouterRow => ({
    '.id': idOf(id),
    'active-address': `${network.prefix}.${host}`,
    'active-mac-address': mac,
    'active-server': network.server,
    address: `${network.prefix}.${host}`,
    'address-lists': '',
    blocked: 'false',
    ...(isStatic ? { comment: 'NAS' } : {}),
    'dhcp-option': '',
    disabled: 'false',
    dynamic: String(!isStatic),
    'expires-after': isStatic ? '6h12m41s' : '1h3m9s',
    'host-name': 'nas',
    'last-seen': isStatic ? '1h47m19s' : '6h56m51s',
    'mac-address': mac,
    radius: 'false',
    server: network.server,
    status: 'bound',
  });
  return [row(0x2a10, 5, true), row(0x2a11, 251, false)];
}

/** A wired device. */
export const nasMac = ({ world, router }: View) =>
  macOf(world.seed, `nas ${router.plan.identity}`, '00:11:32');
