/** The addresses and the identity of the device. */
import type { ComponentChildren } from 'preact';
import type { Device } from '../../../record/device.ts';
import { Ago } from '../ago.tsx';
import { isOlder, toDuration } from './format.ts';

const IP_SOURCES = {
  dhcp_lease: 'from the DHCP lease',
  arp: 'from ARP',
  registration: 'reported by the access point',
} as const;

const NAME_SOURCES: Record<Device['name_source'], string> = {
  configured: 'from the configuration',
  page: 'given by the operator',
  dhcp_comment: 'from the comment on its DHCP lease',
  access_list_comment: 'from the comment in the access list',
  registration_comment: 'from the comment on its registration',
  host_name: 'reported by the device',
  mac_address: 'no name is known: the MAC address',
};

export function AddressPanel({ device }: { device: Device }) {
  const { ip_address, ip_source, ip_addresses, mac_address, mac_randomized, blocked, dhcp } = device;
  const others = ip_addresses.filter((address) => address !== ip_address);
  return (
    <section class="panel">
      <h2>Addresses</h2>
      <dl class="pairs">
        <Pair title="IP">
          {ip_address === null ? 'unknown' : <code>{ip_address}</code>}
          {ip_source === null ? null : <span class="quiet"> {IP_SOURCES[ip_source]}</span>}
        </Pair>
        {others.length === 0 ? null : (
          <Pair title="Other IPs">
            {others.map((address) => (
              <code key={address} class="line-of-its-own">
                {address}
              </code>
            ))}
          </Pair>
        )}
        <Pair title="MAC">
          <code>{mac_address}</code>
          <span class="quiet"> {mac_randomized ? 'randomized: may change' : 'not randomized'}</span>
        </Pair>
        {blocked === true ? <Pair title="Access list">rejects this device</Pair> : null}
        <Pair title="DHCP">{dhcp === null ? 'no lease' : <Lease dhcp={dhcp} />}</Pair>
      </dl>
    </section>
  );
}

function Lease({ dhcp }: { dhcp: NonNullable<Device['dhcp']> }) {
  const { server, status, dynamic, expires_in_seconds: expires, last_seen_seconds: seen } = dhcp;
  const parts = [
    dynamic === null ? null : dynamic ? 'dynamic' : 'reserved',
    status,
    expires === null ? null : `expires in ${toDuration(expires)}`,
    seen === null ? null : `last seen ${toDuration(seen)} ago`,
  ].filter((part) => part !== null);
  return (
    <>
      {parts.join(', ')}
      {server === null ? null : (
        <span class="quiet">
          {' '}
          by <bdi>{server}</bdi>
        </span>
      )}
    </>
  );
}

export function IdentityPanel({ device }: { device: Device }) {
  const {
    name,
    name_source,
    host_name,
    comment,
    vendor,
    ssid,
    vlan_id,
    auth_type,
    authorized,
    eap_identity,
  } = device;
  const { wifi_standard, source, router, first_seen_at, connected_since_at } = device;
  const facts: [string, string | null][] = [
    ['Host name', host_name],
    ['Comment', comment],
    ['Maker', vendor],
    ['Network', ssid],
    ['VLAN', vlan_id === null ? null : `${vlan_id}`],
    [
      'Authentication',
      [auth_type, authorized === false ? 'not authorized' : null].filter(Boolean).join(', ') || null,
    ],
    ['Identity', eap_identity],
    ['Router', [router, source].filter(Boolean).join(', ') || null],
    ['WiFi', wifi_standard],
  ];
  return (
    <section class="panel">
      <h2>Identity</h2>
      <dl class="pairs">
        <Pair title="Name">
          <bdi>{name}</bdi> <span class="quiet">{NAME_SOURCES[name_source]}</span>
        </Pair>
        {facts.map(([title, value]) =>
          value === null ? null : (
            <Pair key={title} title={title}>
              <bdi>{value}</bdi>
            </Pair>
          ),
        )}
        {first_seen_at === null ? null : (
          <Pair title="First seen">
            {isOlder(connected_since_at, first_seen_at) ? (
              // the association is older than what the service knows
              <>
                at least <Ago at={connected_since_at!} /> ago
              </>
            ) : (
              <>
                <Ago at={first_seen_at} /> ago
              </>
            )}
          </Pair>
        )}
      </dl>
    </section>
  );
}

export function Pair({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
