/** The radios: which network is on which channel, and how many are on it. */
import { useSelect } from '../store.ts';

export function WifiView() {
  const interfaces = useSelect((state) => state.interfaces);
  return (
    <div class="page-view">
      <h1>WiFi</h1>
      <div class="table-frame" tabIndex={0} role="region" aria-label="WiFi interfaces">
        <table>
          <thead>
            <tr>
              <th scope="col">Access point</th>
              <th scope="col">Interface</th>
              <th scope="col">Network</th>
              <th scope="col">Band</th>
              <th scope="col">Channel</th>
              <th scope="col">Devices</th>
            </tr>
          </thead>
          <tbody>
            {interfaces.map((record) => (
              <tr key={`${record.router} ${record.interface}`}>
                <td dir="auto">{record.access_point ?? '–'}</td>
                <td dir="auto">{record.interface}</td>
                <td dir="auto">{record.ssid ?? '–'}</td>
                <td>{record.band?.replace('GHz', ' GHz') ?? '–'}</td>
                <td>{record.channel ?? '–'}</td>
                <td class="number">{record.client_count ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
