/** The devices on the access point now, the weakest first. */
import type { Device } from '../../../record/device.ts';
import { Ago } from '../ago.tsx';
import { toBandName } from '../band.ts';
import { collator } from '../collator.ts';
import { toRate } from '../device/format.ts';
import { toHash } from '../route.ts';
import { Signal } from '../signal.tsx';

export function ClientTable({ devices }: { devices: readonly Device[] }) {
  const sorted = devices.toSorted(
    (a, b) =>
      (a.signal_dbm ?? 0) - (b.signal_dbm ?? 0) ||
      collator.compare(a.name, b.name) ||
      (a.device_id < b.device_id ? -1 : 1),
  );
  if (sorted.length === 0) return <p class="quiet">No device is connected.</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label="Devices on this access point">
      <table class="client-table">
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Signal</th>
            <th scope="col">Band</th>
            <th scope="col">Network</th>
            <th scope="col">Down, up</th>
            <th scope="col">Connected for</th>
          </tr>
        </thead>
        <tbody>
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
              <td>
                {device.connected_since_at === null ? '–' : <Ago at={device.connected_since_at} exact />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
