/** One access point and its devices. */
import type { Device } from '../../../record/device.ts';
import { AccessPointLink } from '../access-point-link.tsx';
import { toBandName } from '../band.ts';
import type { Move } from '../move.ts';
import { Card } from './card.tsx';
import type { Column, BandSummary } from './arrange.ts';

interface ColumnViewProps {
  column: Column;
  /** The devices that match the search. */
  devices: readonly Device[];
  moves: ReadonlyMap<string, Move>;
  isSsidShown: boolean;
  sharedNames: ReadonlySet<string>;
  isOpen: boolean;
  onToggle: () => void;
}

export function headingId(id: string): string {
  return `ap-${id || 'none'}`;
}

export function ColumnView(props: ColumnViewProps) {
  const { column, devices, moves, isSsidShown, sharedNames, isOpen, onToggle } = props;
  const { id, name, isReachable, radios, count } = column;
  const all = column.devices.length;
  const heading = headingId(id);
  return (
    <section class={isOpen ? 'column' : 'column folded'} aria-labelledby={heading} data-id={id}>
      <header>
        <button
          type="button"
          class="fold-button"
          aria-expanded={isOpen}
          aria-label={isOpen ? 'Fold' : 'Unfold'}
          aria-describedby={heading}
          onClick={onToggle}
        >
          {isOpen ? '▾' : '▸'}
        </button>
        <h2 id={heading} dir="auto" title={name}>
          <AccessPointLink id={id} name={name} />
        </h2>
        {isReachable === false ? <span class="badge bad">not reachable</span> : null}
        <span class="count" title="Devices on this access point">
          {devices.length === all ? (count ?? '–') : `${devices.length} of ${all}`}
          <span class="visually-hidden"> {all === 1 ? 'device' : 'devices'}</span>
        </span>
        <p class="radios">
          {radios.map((radio) => (
            <BandSummaryView key={radio.band} radio={radio} />
          ))}
        </p>
      </header>
      {!isOpen ? null : devices.length === 0 ? (
        <p class="empty-column">{count === null ? 'devices not known' : 'no devices'}</p>
      ) : (
        <ul class="cards">
          {devices.map((device) => (
            <Card
              key={device.device_id}
              device={device}
              move={moveOf(device, moves)}
              isSsidShown={isSsidShown}
              isNameShared={sharedNames.has(device.name)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Null once the device has moved on: the note belongs to another access point. */
function moveOf(device: Device, moves: ReadonlyMap<string, Move>): Move | null {
  const move = moves.get(device.device_id);
  return move !== undefined && move.accessPointId === device.access_point_id ? move : null;
}

function BandSummaryView({ radio: { band, channels, count } }: { radio: BandSummary }) {
  return (
    <span class="radio">
      {toBandName(band)}
      {channels.length === 0 ? '' : ` ch ${channels.join(', ')}`} <b>{count ?? '–'}</b>
    </span>
  );
}
