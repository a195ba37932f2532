/**
 * The menus of a router that may be asked about, and their properties. What is not here never comes out: no secret, no script, no list of
 * what people do (DNS cache, connections). A menu that may be large is counted before it is read.
 */

export interface RouterMenu {
  /** What it holds, for a person and for a model. */
  words: string;
  properties: readonly string[];
  /** `one`: a single row. `large`: counted first. */
  size: 'one' | 'small' | 'large';
}

function menu(size: RouterMenu['size'], words: string, properties: string): RouterMenu {
  return { words, size, properties: properties.split(' ') };
}

const FIREWALL =
  'chain action src-address dst-address src-address-list dst-address-list protocol src-port dst-port in-interface out-interface ' +
  'in-interface-list out-interface-list connection-state connection-nat-state jump-target log log-prefix disabled invalid dynamic ' +
  'bytes packets comment';
const RESOURCE =
  'board-name platform version build-time architecture-name cpu cpu-count cpu-frequency cpu-load total-memory free-memory total-hdd-space ' +
  'free-hdd-space bad-blocks uptime';

export const routerMenus = {
  interface: menu(
    'small',
    'Every interface: type, MTU, whether it runs, traffic, errors.',
    'name type mtu actual-mtu l2mtu mac-address running disabled slave dynamic last-link-up-time last-link-down-time link-downs rx-byte tx-byte rx-packet tx-packet rx-drop tx-drop rx-error tx-error tx-queue-drop comment',
  ),
  'interface/ethernet': menu(
    'small',
    'Ethernet ports: speed, negotiation, power over Ethernet.',
    'name default-name mtu mac-address speed auto-negotiation full-duplex advertise poe-out running disabled slave comment',
  ),
  'interface/vlan': menu(
    'small',
    'VLAN interfaces.',
    'name vlan-id interface mtu mac-address running disabled comment',
  ),
  'interface/bridge': menu(
    'small',
    'Bridges, and whether they filter VLANs.',
    'name mtu mac-address protocol-mode vlan-filtering pvid frame-types ingress-filtering fast-forward igmp-snooping running disabled dynamic comment',
  ),
  'interface/bridge/port': menu(
    'small',
    'Ports of bridges: VLAN id, state of the spanning tree.',
    'interface bridge pvid frame-types ingress-filtering edge point-to-point path-cost priority hw hw-offload role status disabled inactive dynamic comment',
  ),
  'interface/bridge/vlan': menu(
    'small',
    'VLANs of bridges: tagged and untagged ports.',
    'bridge vlan-ids tagged untagged current-tagged current-untagged disabled dynamic comment',
  ),
  'interface/bridge/host': menu(
    'large',
    'Which MAC address was learned on which port.',
    'mac-address bridge on-interface vid age dynamic local external',
  ),
  'interface/list': menu('small', 'Lists of interfaces.', 'name include exclude dynamic builtin comment'),
  'interface/list/member': menu(
    'small',
    'Members of the lists of interfaces.',
    'list interface disabled dynamic comment',
  ),
  'ip/address': menu(
    'small',
    'IPv4 addresses of the router.',
    'address network interface disabled invalid dynamic comment',
  ),
  'ip/route': menu(
    'large',
    'IPv4 routes.',
    'dst-address gateway immediate-gw routing-table distance scope target-scope pref-src active disabled inactive dynamic static connect blackhole suppress-hw-offload comment',
  ),
  'ip/arp': menu(
    'large',
    'IPv4 addresses and the MAC addresses behind them.',
    'address mac-address interface status dynamic complete published invalid disabled comment',
  ),
  'ip/neighbor': menu(
    'small',
    'Devices that announce themselves (MNDP, CDP, LLDP).',
    'identity address address4 address6 mac-address interface interface-name platform board version system-caps-enabled discovered-by uptime age',
  ),
  'ip/pool': menu('small', 'Address pools.', 'name ranges next-pool comment'),
  'ip/dhcp-server': menu(
    'small',
    'DHCP servers.',
    'name interface address-pool lease-time authoritative disabled invalid dynamic comment',
  ),
  'ip/dhcp-server/network': menu(
    'small',
    'What DHCP servers hand out: gateway, DNS, NTP.',
    'address gateway netmask dns-server dns-none ntp-server domain comment',
  ),
  'ip/dhcp-server/lease': menu(
    'large',
    'DHCP leases, of wired devices too.',
    'address mac-address active-address active-mac-address server active-server host-name status expires-after last-seen dynamic blocked disabled comment',
  ),
  'ip/dhcp-client': menu(
    'small',
    'Addresses that the router gets by DHCP.',
    'interface status address gateway dhcp-server primary-dns secondary-dns expires-after add-default-route disabled invalid dynamic comment',
  ),
  'ip/dns': menu(
    'one',
    'Settings of the DNS server of the router.',
    'servers dynamic-servers allow-remote-requests max-udp-packet-size cache-size cache-max-ttl cache-used',
  ),
  'ip/dns/static': menu(
    'large',
    'Static DNS entries.',
    'name regexp type address cname forward-to mx-exchange ns srv-target ttl match-subdomain disabled dynamic comment',
  ),
  'ip/firewall/filter': menu('large', 'Filter rules, in their order.', FIREWALL),
  'ip/firewall/nat': menu('large', 'NAT rules, in their order.', `${FIREWALL} to-addresses to-ports`),
  'ip/firewall/mangle': menu(
    'large',
    'Mangle rules, in their order.',
    `${FIREWALL} new-packet-mark new-connection-mark new-routing-mark passthrough`,
  ),
  'ip/firewall/raw': menu('large', 'Raw rules, in their order.', FIREWALL),
  'ip/firewall/address-list': menu(
    'large',
    'Address lists.',
    'list address timeout creation-time dynamic disabled comment',
  ),
  'ip/service': menu(
    'small',
    'Services of the router: port, and from where they may be used.',
    'name port proto address certificate tls-version vrf disabled invalid dynamic',
  ),
  'ipv6/address': menu(
    'small',
    'IPv6 addresses of the router.',
    'address interface advertise eui-64 from-pool link-local global disabled invalid dynamic comment',
  ),
  'ipv6/route': menu(
    'large',
    'IPv6 routes.',
    'dst-address gateway immediate-gw routing-table distance active disabled dynamic static connect comment',
  ),
  'ipv6/neighbor': menu(
    'large',
    'IPv6 addresses and the MAC addresses behind them.',
    'address mac-address interface status router dynamic comment',
  ),
  'ipv6/firewall/filter': menu('large', 'IPv6 filter rules, in their order.', FIREWALL),
  'queue/simple': menu(
    'large',
    'Simple queues: limits and what they carried.',
    'name target dst parent priority max-limit limit-at burst-limit burst-threshold rate bytes packets dropped queued-bytes disabled invalid dynamic comment',
  ),
  'tool/netwatch': menu(
    'small',
    'Hosts that the router watches.',
    'host type status since interval timeout disabled comment',
  ),
  'system/clock': menu(
    'one',
    'Date, time and time zone of the router.',
    'date time time-zone-name gmt-offset dst-active',
  ),
  'system/identity': menu('one', 'Name of the router.', 'name'),
  'system/resource': menu('one', 'Version, load, memory, uptime.', RESOURCE),
  'system/routerboard': menu(
    'one',
    'Model, serial number and firmware.',
    'routerboard board-name model revision serial-number firmware-type factory-firmware current-firmware upgrade-firmware',
  ),
  'system/health': menu('small', 'Temperature, voltage, fans.', 'name value type'),
  'system/package': menu(
    'small',
    'Installed packages.',
    'name version build-time scheduled disabled available',
  ),
  'system/package/update': menu(
    'one',
    'What RouterOS knows of updates. It is not asked to check.',
    'channel installed-version latest-version status',
  ),
  'system/ntp/client': menu(
    'one',
    'Whether the clock is synchronised.',
    'enabled mode servers status freq-drift synced-server synced-stratum system-offset',
  ),
} as const satisfies Record<string, RouterMenu>;

export type RouterMenuName = keyof typeof routerMenus;

export const routerMenuNames = Object.keys(routerMenus) as RouterMenuName[];

export function menuOf(name: RouterMenuName): RouterMenu {
  return routerMenus[name];
}

/** "/ip/route/", "ip route" and "/ip/route/print" are `ip/route`. */
export function toMenuName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s/]+/g, '/')
    .replace(/^\//, '')
    .replace(/(?:\/print)?\/?$/, '');
}
