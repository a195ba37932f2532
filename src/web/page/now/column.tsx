/** One access point and who is on it. */
import type { Device } from '../../../record/device.ts';
import type { Move } from '../move.ts';
import { Card } from './card.tsx';
import type { Column, Radio } from './arrange.ts';

interface ColumnViewProps {
  column: Column;
  /** Those of its devices that are shown. */
  devices: readonly Device[];
  moves: ReadonlyMap<string, Move>;
  commonSsid: string | null;
}

export function ColumnView({ column, devices, moves, commonSsid }: ColumnViewProps) {
  const { id, name, isReachable, radios } = column;
  const all = column.devices.length;
  const heading = `ap-${id || 'none'}`;
  return (
    <section class="column" aria-labelledby={heading} data-id={id}>
      <header>
        <h2 id={heading} dir="auto">
          {name}
        </h2>
        {isReachable === false ? <span class="badge bad">not reachable</span> : null}
        <span class="count" title="Devices on it">
          {devices.length === all ? all : `${devices.length} of ${all}`}
          <span class="unseen"> {all === 1 ? 'device' : 'devices'}</span>
        </span>
        <p class="radios">
          {radios.map((radio) => (
            <RadioView key={radio.band} radio={radio} />
          ))}
        </p>
      </header>
      {devices.length === 0 ? (
        <p class="nobody">nobody</p>
      ) : (
        <ul class="cards">
          {devices.map((device) => (
            <Card
              key={device.device_id}
              device={device}
              move={moveOf(device, moves)}
              isSsidTold={commonSsid !== null && device.ssid !== commonSsid}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Where it moved on since, the note is about somewhere else. */
function moveOf(device: Device, moves: ReadonlyMap<string, Move>): Move | null {
  const move = moves.get(device.device_id);
  return move !== undefined && move.accessPointId === device.access_point_id ? move : null;
}

function RadioView({ radio: { band, channels, count } }: { radio: Radio }) {
  return (
    <span class="radio">
      {band.replace('GHz', ' GHz')}
      {channels.length === 0 ? '' : ` ch ${channels.join(', ')}`} <b>{count}</b>
    </span>
  );
}
