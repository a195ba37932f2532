/** What a router has besides WiFi: ports, VLANs, routes, firewall, queues, its log. None of it changes but the counters. */
import type { RouterRow } from './row.ts';
import { formatDuration } from './duration.ts';
import { idOf, type RouterTables, type View } from './view.ts';

/** In a comment or a log line of the simulated router: it must not come out. */
export const TYPED_SECRET = 'typed-secret-word';

export function generalTables(view: View): RouterTables {
  const { router, at } = view;
  const upMs = at - router.bootedAt;
  const seconds = Math.floor(upMs / 1000);
  const { networks, baseMac } = router.plan;
  const ports = ['ether1', 'ether2', 'ether3', 'ether4', 'ether5'];
  const vlans = networks.filter(({ vlanId }) => vlanId !== null);
  return numbered({
    interface: [
      ...ports.map((name, index) => ({
        name,
        type: 'ether',
        mtu: '1500',
        'mac-address': baseMac,
        running: String(index < 3),
        disabled: 'false',
        'rx-byte': String(seconds * 40_000 * (index + 1)),
        'tx-byte': String(seconds * 90_000 * (index + 1)),
        'rx-error': index === 2 ? '1742' : '0',
        'tx-error': '0',
        'link-downs': index === 2 ? '38' : '1',
        ...(index === 0 && { comment: 'Internet' }),
      })),
      {
        name: 'bridge',
        type: 'bridge',
        mtu: '1500',
        running: 'true',
        disabled: 'false',
        'mac-address': baseMac,
      },
      ...vlans.map(({ name }) => ({ name, type: 'vlan', mtu: '1500', running: 'true', disabled: 'false' })),
    ],
    'interface/vlan': vlans.map(({ name, vlanId }) => ({
      name,
      'vlan-id': String(vlanId),
      interface: 'bridge',
      mtu: '1500',
      running: 'true',
      disabled: 'false',
    })),
    'interface/bridge': [
      {
        name: 'bridge',
        'vlan-filtering': String(vlans.length > 0),
        'protocol-mode': 'rstp',
        pvid: '1',
        running: 'true',
      },
    ],
    'interface/bridge/port': ports.slice(1).map((name) => ({
      interface: name,
      bridge: 'bridge',
      pvid: '1',
      hw: 'true',
      role: 'designated-port',
      disabled: 'false',
    })),
    'interface/bridge/vlan': vlans.map(({ vlanId }) => ({
      bridge: 'bridge',
      'vlan-ids': String(vlanId),
      tagged: 'bridge,ether2',
      untagged: '',
      dynamic: 'false',
    })),
    'ip/route': [
      {
        'dst-address': '0.0.0.0/0',
        gateway: '203.0.113.1',
        active: 'true',
        distance: '1',
        dynamic: 'true',
        'routing-table': 'main',
      },
      ...networks.map(({ prefix, interface: name }) => ({
        'dst-address': `${prefix}.0/24`,
        gateway: name,
        active: 'true',
        distance: '0',
        dynamic: 'true',
        'routing-table': 'main',
      })),
      {
        'dst-address': '10.99.0.0/16',
        gateway: '192.0.2.9',
        active: 'false',
        distance: '5',
        dynamic: 'false',
        comment: 'old tunnel',
      },
    ],
    'ip/firewall/filter': [
      {
        chain: 'input',
        action: 'accept',
        'connection-state': 'established,related,untracked',
        packets: '8123441',
        bytes: '4231234123',
        disabled: 'false',
      },
      {
        chain: 'input',
        action: 'drop',
        'connection-state': 'invalid',
        packets: '412',
        bytes: '22123',
        disabled: 'false',
      },
      {
        chain: 'input',
        action: 'accept',
        protocol: 'icmp',
        packets: '2211',
        bytes: '142123',
        disabled: 'false',
      },
      {
        chain: 'input',
        action: 'accept',
        protocol: 'tcp',
        'dst-port': '8291',
        packets: '0',
        bytes: '0',
        disabled: 'false',
        comment: 'WinBox from anywhere',
      },
      {
        chain: 'input',
        action: 'drop',
        'in-interface-list': '!LAN',
        packets: '99123',
        bytes: '5123412',
        disabled: 'false',
      },
      {
        chain: 'forward',
        action: 'accept',
        'connection-state': 'established,related,untracked',
        packets: '91234123',
        bytes: '91231234123',
        disabled: 'false',
      },
      {
        chain: 'forward',
        action: 'drop',
        'connection-nat-state': '!dstnat',
        'in-interface-list': 'WAN',
        packets: '7123',
        bytes: '412341',
        disabled: 'false',
      },
    ],
    'ip/firewall/nat': [
      {
        chain: 'srcnat',
        action: 'masquerade',
        'out-interface-list': 'WAN',
        packets: '123441',
        bytes: '9123441',
        disabled: 'false',
      },
    ],
    'ip/service': [
      { name: 'www-ssl', port: '443', address: '192.168.88.0/24', disabled: 'false', certificate: 'rest' },
      { name: 'telnet', port: '23', address: '', disabled: 'true' },
      { name: 'winbox', port: '8291', address: '', disabled: 'false' },
    ],
    'interface/list/member': [
      { list: 'WAN', interface: 'ether1', disabled: 'false' },
      { list: 'LAN', interface: 'bridge', disabled: 'false' },
    ],
    'ip/dhcp-server': networks.map(({ server, interface: name, leaseMs }) => ({
      name: server,
      interface: name,
      'address-pool': `pool-${server}`,
      'lease-time': formatDuration(leaseMs),
      disabled: 'false',
    })),
    'queue/simple': [
      {
        name: 'guest',
        target: networks.at(-1)!.interface,
        'max-limit': '20000000/50000000',
        bytes: '412341/9123412',
        disabled: 'false',
      },
    ],
    log: logRows(view),
    'system/script': [
      { name: 'backup', source: `/tool e-mail send password=${TYPED_SECRET}`, policy: 'read,write' },
    ],
  });
}

function logRows({ at, router }: View): RouterRow[] {
  const line = (agoMs: number, topics: string, message: string) => ({
    time: new Date(Math.max(router.bootedAt, at - agoMs)).toISOString().slice(0, 19).replace('T', ' '),
    topics,
    message,
  });
  return [
    line(86_400_000, 'system,info', 'router rebooted'),
    line(
      7_200_000,
      'system,info',
      `user admin changed by winbox:admin@192.168.88.9 (/user set admin password=${TYPED_SECRET})`,
    ),
    line(
      7_100_000,
      'system,info',
      `ppp secret added by api:ops@192.0.2.9 (*5 = /ppp secret add name=a password=${TYPED_SECRET})`,
    ),
    line(3_600_000, 'interface,info', 'ether3 link down'),
    line(3_590_000, 'interface,info', 'ether3 link up (speed 100M, full duplex)'),
    line(1_800_000, 'system,error,critical', 'login failure for user root from 192.168.88.77 via ssh'),
    line(900_000, 'script,info', `backup password: ${TYPED_SECRET}`),
    line(600_000, 'dhcp,info', 'home assigned 192.168.88.20 for 02:00:00:00:00:20'),
    line(60_000, 'wireless,info', '02:00:00:00:00:20@wifi1: connected, signal strength -61'),
  ];
}

function numbered(tables: Readonly<Record<string, readonly RouterRow[]>>): RouterTables {
  return Object.fromEntries(
    Object.entries(tables).map(([menu, rows]) => [
      menu,
      rows.map((row, index) => ({ '.id': idOf(index + 1), ...row })),
    ]),
  );
}
