/** The radios of the access point: channel, width, power, networks and devices. */
import { toBandName, toChannelText } from '../band.ts';
import { toWidthText } from '../channel-map/channel-map.tsx';
import type { Radio } from '../channel-map/radio.ts';
import { TableFrame } from '../table-frame.tsx';

export function RadioTable({ radios }: { radios: readonly Radio[] }) {
  if (radios.length === 0) return <p class="quiet">No router reports a radio of this access point.</p>;
  return (
    <TableFrame
      label="Radios"
      class="radio-table"
      heads={['Band', 'Channel', 'Width', 'Power', 'Networks', 'Devices']}
      numbers={['Devices']}
    >
      {radios.map((radio) => (
        <tr key={radio.id}>
          <th scope="row">{toBandName(radio.band)}</th>
          <td>{radio.mhz === null ? 'not reported' : toChannelText(radio.mhz)}</td>
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
    </TableFrame>
  );
}
