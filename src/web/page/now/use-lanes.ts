/** The lanes of the columns. They change with the width of the window and with the access points, not with every device that moves. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import type { Column } from './arrange.ts';
import { toLaneCount, toLanes } from './lane.ts';

/** The head of a column, in lines of a dense card and of a card. */
const HEAD_LINES = { dense: 3, roomy: 1.5 };

export function useLanes(
  columns: readonly { column: Column; devices: readonly Device[] }[],
  isOpen: (id: string) => boolean,
  isDense: boolean,
): [{ current: HTMLDivElement | null }, string[][]] {
  const frame = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(() => innerWidth);
  useLayoutEffect(() => {
    const measure = () => setWidthPx(frame.current!.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  const count = toLaneCount(widthPx, columns.length);
  const ids = columns.map(({ column }) => column.id).join('\n');
  const lanes = useMemo(() => {
    const head = isDense ? HEAD_LINES.dense : HEAD_LINES.roomy;
    const sized = columns.map(({ column, devices }) => ({
      column,
      lines: head + (isOpen(column.id) ? devices.length : 0),
    }));
    return columns.length === 0 ? [] : toLanes(sized, count);
  }, [ids, count, isDense]);
  return [frame, lanes];
}
