/** The access points of a large house, or of a narrow window, with their devices: each leads to its column. */
import type { Column } from './arrange.ts';

interface AccessPointIndexProps {
  columns: readonly Column[];
  isAllOpen: boolean;
  onChoose: (id: string) => void;
  onAll: (isOpen: boolean) => void;
}

export function AccessPointIndex({ columns, isAllOpen, onChoose, onAll }: AccessPointIndexProps) {
  const most = columns.reduce((best, column) =>
    column.devices.length > best.devices.length ? column : best,
  );
  return (
    <nav class="index" aria-label="Access points">
      <p class="index-head">
        <span>
          <b>{columns.length}</b> access points
        </span>
        {most.devices.length === 0 ? null : (
          <span>
            most devices: <bdi>{most.name}</bdi> <b>{most.devices.length}</b>
          </span>
        )}
        <button type="button" class="link" onClick={() => onAll(!isAllOpen)}>
          {isAllOpen ? 'Fold all' : 'Unfold all'}
        </button>
      </p>
      <ul>
        {columns.map(({ id, name, devices, count, isReachable }) => (
          <li key={id}>
            <button
              type="button"
              class={`index-entry${isReachable === false ? ' bad' : ''}${id === most.id ? ' most' : ''}`}
              title={name}
              onClick={() => onChoose(id)}
            >
              <bdi>{name}</bdi> <b>{count ?? '–'}</b>
              <svg viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(100 * devices.length) / Math.max(1, most.devices.length)} height="3" />
              </svg>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
