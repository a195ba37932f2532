/** One cell of the table. */
import type { Device } from '../../../record/device.ts';
import { AccessPointLink } from '../access-point-link.tsx';
import { Ago } from '../ago.tsx';
import { toBandName } from '../band.ts';
import { toDuration, toRate } from '../device/format.ts';
import { Network } from '../network.tsx';
import { Signal } from '../signal.tsx';
import type { ColumnField } from './column.ts';

/** What is not known is a dash. */
export function Cell({ device, field }: { device: Device; field: ColumnField }) {
  const value = device[field];
  if (field === 'vendor' && value === null && device.mac_randomized)
    return <span class="quiet">random MAC</span>;
  if (value === null) return <span class="quiet">–</span>;
  switch (field) {
    case 'presence':
      return <span class={`presence is-${device.presence}`}>{device.presence}</span>;
    case 'access_point':
      return <AccessPointLink id={device.access_point_id} name={device.access_point!} />;
    case 'ssid':
      return <Network ssid={device.ssid!} />;
    case 'band':
      return <>{toBandName(device.band!)}</>;
    case 'signal_dbm':
      return <Signal dbm={device.signal_dbm!} />;
    case 'tx_throughput_bps':
    case 'rx_throughput_bps':
    case 'tx_rate_bps':
    case 'rx_rate_bps':
      return <>{toRate(device[field]!)}</>;
    case 'connected_since_at':
    case 'presence_since_at':
      return <Ago at={device[field]!} />;
    case 'last_seen_at':
    case 'first_seen_at':
      return (
        <>
          <Ago at={device[field]!} /> ago
        </>
      );
    case 'idle_seconds':
      return <>{toDuration(device.idle_seconds!)}</>;
    case 'ip_address':
    case 'mac_address':
      return <code>{value as string}</code>;
    default:
      return <bdi title={String(value)}>{value as string | number}</bdi>;
  }
}
