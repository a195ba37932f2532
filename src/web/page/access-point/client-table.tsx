/** The devices on the access point now, the weakest first. */
import type { Device } from '../../../record/device.ts';
import { Ago } from '../ago.tsx';
import { toBandName } from '../band.ts';
import { toRate } from '../device/format.ts';
import { sortDevices } from '../devices/sort.ts';
import { toHash } from '../route.ts';
import { Signal } from '../signal.tsx';
import { TableFrame } from '../table-frame.tsx';

export function ClientTable({ devices }: { devices: readonly Device[] }) {
  const sorted = sortDevices(devices, { field: 'signal_dbm', isDescending: false });
  if (sorted.length === 0) return <p class="quiet">No device is connected.</p>;
  return (
    <TableFrame
      label="Devices on this access point"
      class="client-table"
      heads={['Device', 'Signal', 'Band', 'Network', 'Down, up', 'Connected for']}
    >
      {sorted.map((device) => (
        <tr key={device.device_id}>
          <th scope="row">
            <a href={toHash({ view: 'device', deviceId: device.device_id })} title={device.mac_address}>
              <bdi>{device.name}</bdi>
            </a>
          </th>
          <td>{device.signal_dbm === null ? '–' : <Signal dbm={device.signal_dbm} />}</td>
          <td>{device.band === null ? '–' : toBandName(device.band)}</td>
          <td dir="auto">{device.ssid ?? '–'}</td>
          <td>
            {[device.tx_rate_bps, device.rx_rate_bps]
              .map((bps) => (bps === null ? '–' : toRate(bps)))
              .join(', ')}
          </td>
          <td>{device.connected_since_at === null ? '–' : <Ago at={device.connected_since_at} exact />}</td>
        </tr>
      ))}
    </TableFrame>
  );
}
