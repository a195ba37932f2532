/** One device of the table. */
import type { Device } from '../../../record/device.ts';
import { memo } from '../memo.tsx';
import { toHash } from '../route.ts';
import { Cell } from './cell.tsx';
import { type ColumnField, columnOf } from './column.ts';

export const ROW_PX = 33;

export interface RowProps {
  device: Device;
  index: number;
  fields: readonly ColumnField[];
  /** The row that Tab reaches; arrows lead to the others. */
  isTabStop: boolean;
}

/** Moved by a transform, so that another order shifts no layout. */
export const Row = memo(
  function Row({ device, index, fields, isTabStop }: RowProps) {
    const isGone = device.connected !== true;
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        class={isGone ? 'row gone' : 'row'}
        data-id={device.device_id}
        style={{ transform: `translateY(${index * ROW_PX}px)` }}
      >
        {fields.map((field) =>
          field === 'name' ? (
            <div key={field} role="rowheader" class="cell name-cell">
              <a
                href={toHash({ view: 'device', deviceId: device.device_id })}
                tabIndex={isTabStop ? 0 : -1}
                dir="auto"
                title={device.name}
              >
                {device.name}
              </a>
            </div>
          ) : (
            <div key={field} role="cell" class={columnOf(field)?.isNumber === true ? 'cell number' : 'cell'}>
              <Cell device={device} field={field} />
            </div>
          ),
        )}
      </div>
    );
  },
  (shown, next) =>
    shown.device === next.device &&
    shown.index === next.index &&
    shown.fields === next.fields &&
    shown.isTabStop === next.isTabStop,
);
