/** The table of devices: heads that sort, and the rows that are on the screen. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { type Column, type ColumnField, columns } from './column.ts';
import { Row, ROW_PX } from './row.tsx';
import type { Order } from './sort.ts';
import { useWindow } from './use-window.ts';

interface TableProps {
  devices: readonly Device[];
  fields: readonly ColumnField[];
  order: Order;
  onSort: (field: keyof Device) => void;
}

/** Where the table was left, for the way back from a device. */
let left = { hash: '', top: 0 };

export function Table({ devices, fields, order, onSort }: TableProps) {
  const { frame, first, end, reveal } = useWindow(devices.length, ROW_PX);
  const { tabStop, press } = useRowFocus(devices, first, end, frame, reveal);
  useLayoutEffect(() => {
    const [element, { hash }] = [frame.current!, location];
    if (left.hash === hash) element.scrollTop = left.top;
    return () => {
      left = { hash, top: element.scrollTop };
    };
  }, []);
  const shown = columns.filter(({ field }) => fields.includes(field));
  const tracks = shown.map(({ width: [least, share] }) => `minmax(${least}px, ${share}fr)`).join(' ');
  const leastPx = shown.reduce((sum, { width: [least] }) => sum + least, 0);
  return (
    <div class="device-frame" ref={frame}>
      <div
        role="table"
        aria-label="Devices"
        aria-rowcount={devices.length + 1}
        class="device-table"
        style={{ '--tracks': tracks, minWidth: `${leastPx}px` }}
        onKeyDown={press}
      >
        <div role="rowgroup" class="heads">
          <div role="row" aria-rowindex={1} class="head-row">
            {shown.map((column) => (
              <Head key={column.field} column={column} order={order} onSort={onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup" class="rows" style={{ height: `${devices.length * ROW_PX}px` }}>
          {devices.slice(first, end).map((device, index) => (
            <Row
              key={device.device_id}
              device={device}
              index={first + index}
              fields={fields}
              isTabStop={device.device_id === tabStop}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface HeadProps {
  column: Column;
  order: Order;
  onSort: (field: keyof Device) => void;
}

function Head({ column: { field, title, isNumber }, order, onSort }: HeadProps) {
  const isSorted = order.field === field;
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : undefined}
      class={`cell${isNumber === true ? ' number' : ''}${field === 'name' ? ' name-cell' : ''}`}
    >
      <button type="button" class={isSorted ? 'head sorted' : 'head'} onClick={() => onSort(field)}>
        {title}
        <span class="arrow" aria-hidden="true">
          {isSorted ? (order.isDescending ? '▼' : '▲') : ''}
        </span>
      </button>
    </div>
  );
}

/** Arrows, Home, End and the page keys move the focus from row to row. */
function useRowFocus(
  devices: readonly Device[],
  first: number,
  end: number,
  frame: { current: HTMLDivElement | null },
  reveal: (row: number) => void,
) {
  const [active, setActive] = useState<string | null>(null);
  const isFocusDue = useRef(false);
  const activeRow = devices.findIndex(({ device_id }) => device_id === active);
  const isThere = activeRow >= first && activeRow < end;
  useLayoutEffect(() => {
    if (!isFocusDue.current || !isThere) return;
    isFocusDue.current = false;
    frame.current!.querySelector<HTMLElement>(`[data-id="${active}"] a`)?.focus({ preventScroll: true });
  });
  const press = (event: KeyboardEvent) => {
    const row = (event.target as Element).closest<HTMLElement>('.row')?.dataset['id'];
    if (row === undefined || devices.length === 0) return;
    const from = devices.findIndex(({ device_id }) => device_id === row);
    const page = Math.max(1, Math.floor(frame.current!.clientHeight / ROW_PX) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: devices.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(devices.length - 1, to));
    reveal(next);
    isFocusDue.current = true;
    setActive(devices[next]!.device_id);
  };
  return { tabStop: isThere ? active : (devices[first]?.device_id ?? null), press };
}
