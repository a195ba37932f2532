/** The radios of the access point: channel, width, power, networks and devices. */
import { toBandName, toChannel } from '../band.ts';
import { toWidthText } from '../channel-map/channel-map.tsx';
import type { Radio } from '../channel-map/radio.ts';

export function RadioTable({ radios }: { radios: readonly Radio[] }) {
  if (radios.length === 0) return <p class="quiet">No router reports a radio of this access point.</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label="Radios">
      <table class="radio-table">
        <thead>
          <tr>
            <th scope="col">Band</th>
            <th scope="col">Channel</th>
            <th scope="col">Width</th>
            <th scope="col">Power</th>
            <th scope="col">Networks</th>
            <th scope="col" class="number">
              Devices
            </th>
          </tr>
        </thead>
        <tbody>
          {radios.map((radio) => (
            <tr key={radio.id}>
              <th scope="row">{toBandName(radio.band)}</th>
              <td>{radio.mhz === null ? 'not reported' : `${toChannel(radio.mhz)} (${radio.mhz} MHz)`}</td>
              <td>{toWidthText(radio).replace(' wide', '')}</td>
              <td>{radio.powerDbm === null ? 'not reported' : `${radio.powerDbm} dBm`}</td>
              <td>
                {radio.ssids.length === 0
                  ? '–'
                  : radio.ssids.map((ssid, index) => (
                      <span key={ssid}>
                        {index === 0 ? '' : ', '}
                        <bdi>{ssid}</bdi>
                      </span>
                    ))}
              </td>
              <td class="number">{radio.clientCount ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
