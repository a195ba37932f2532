/** Two records that may be one device, why, and the lines that make them one. */
import { useMemo } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { Ago } from '../ago.tsx';
import { Pieces } from '../pieces.tsx';
import { toHash } from '../route.ts';
import { useSelect } from '../store.ts';
import { FileLines } from './file-lines.tsx';
import { type LookAlike, toLookAlikes } from './look-alike.ts';
import { toYaml } from './yaml.ts';

export function LookAlikePanel({ device }: { device: Device }) {
  const devices = useSelect((state) => state.devices);
  const found = useMemo(() => toLookAlikes(device, devices.values()), [device, devices]);
  if (found.length === 0) return null;
  return (
    <section class="panel look-alike">
      <h2>{found.length === 1 ? 'Perhaps one device' : 'Perhaps the same device as one of these'}</h2>
      {found.map((pair) => (
        <Pair key={`${pair.older.device_id} ${pair.newer.device_id}`} pair={pair} shown={device} />
      ))}
    </section>
  );
}

function Pair({ pair: { older, newer, reasons }, shown }: { pair: LookAlike; shown: Device }) {
  const named = [older, newer].find(({ known }) => known) ?? older;
  const configured = [older, newer].find(({ name_source }) => name_source === 'configured');
  return (
    <>
      <ul class="pair">
        <One device={older} word="First" isShown={older === shown} />
        <One device={newer} word="Second" isShown={newer === shown} />
      </ul>
      <ul class="reasons">
        {reasons.map((reason, index) => (
          <li key={index}>
            <Pieces pieces={reason} />
          </li>
        ))}
      </ul>
      <p class="quiet">
        {configured === undefined
          ? 'If they are one device, add these lines to CONFIG_FILE. '
          : 'If they are one device, replace its entry in CONFIG_FILE by this one. '}
        Set the private address to fixed on the device, so that it does not come back with a third.
      </p>
      <FileLines lines={toYaml([older.mac_address, newer.mac_address], named.name)} />
    </>
  );
}

function One({ device, word, isShown }: { device: Device; word: string; isShown: boolean }) {
  const { device_id, name, mac_address, first_seen_at, last_seen_at, connected } = device;
  return (
    <li>
      <span class="quiet">{word}: </span>
      {isShown ? (
        <b>
          <bdi>{name}</bdi>
        </b>
      ) : (
        <a href={toHash({ view: 'device', deviceId: device_id })}>
          <bdi>{name}</bdi>
        </a>
      )}
      <br />
      <code>{mac_address}</code>
      <br />
      <span class="quiet">
        first seen <Ago at={first_seen_at!} /> ago,{' '}
        {connected === true ? (
          'connected now'
        ) : (
          <>
            last seen <Ago at={last_seen_at ?? first_seen_at!} /> ago
          </>
        )}
      </span>
    </li>
  );
}
