/** All WiFi interfaces with network, channel and number of devices. */
import { useSelect } from '../store.ts';
import { toBandName, toChannelText } from '../band.ts';
import { collator } from '../collator.ts';
import { TableFrame } from '../table-frame.tsx';

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
      <TableFrame
        label="WiFi interfaces"
        heads={['Access point', 'Interface', 'Network', 'Band', 'Channel', 'Devices']}
        numbers={['Devices']}
      >
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
              {record.frequency_mhz === null ? '–' : toChannelText(record.frequency_mhz)}
            </td>
            <td class="number">{record.client_count ?? '–'}</td>
          </tr>
        ))}
      </TableFrame>
    </details>
  );
}
