/** All WiFi interfaces with network, channel and number of devices. */
import { useSelect } from '../store.ts';
import { toBandName, toChannel } from '../band.ts';
import { collator } from '../collator.ts';

export function InterfaceTable() {
  const interfaces = useSelect((state) => state.interfaces);
  const sorted = interfaces.toSorted(
    (a, b) =>
      collator.compare(a.access_point ?? '\uffff', b.access_point ?? '\uffff') ||
      collator.compare(a.router, b.router) ||
      collator.compare(a.interface, b.interface),
  );
  return (
    <details class="fold">
      <summary>
        <h2>
          Interfaces <span class="count">{interfaces.length}</span>
        </h2>
      </summary>
      <div class="table-frame" tabIndex={0} role="region" aria-label="WiFi interfaces">
        <table>
          <thead>
            <tr>
              <th scope="col">Access point</th>
              <th scope="col">Interface</th>
              <th scope="col">Network</th>
              <th scope="col">Band</th>
              <th scope="col">Channel</th>
              <th scope="col" class="number">
                Devices
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((record) => (
              <tr key={`${record.router} ${record.interface}`} class={record.disabled === true ? 'off' : ''}>
                <td dir="auto">{record.access_point ?? '–'}</td>
                <td dir="auto">
                  {record.interface}
                  {record.disabled === true ? <span class="badge">disabled</span> : null}
                </td>
                <td dir="auto">{record.ssid ?? '–'}</td>
                <td>{record.band === null ? '–' : toBandName(record.band)}</td>
                <td title={record.channel ?? undefined}>
                  {record.frequency_mhz === null
                    ? '–'
                    : `${toChannel(record.frequency_mhz)} (${record.frequency_mhz} MHz)`}
                </td>
                <td class="number">{record.client_count ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
