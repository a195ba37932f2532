/** Which rows of a long list are on the screen: only those are in the document. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows above and below the visible ones. */
const MORE = 8;

export interface RowWindow {
  frame: { current: HTMLDivElement | null };
  /** The first row in the document, and the one after the last. */
  first: number;
  end: number;
  /** Brings a row into view, below the head of the table. */
  reveal: (row: number) => void;
}

/** All rows are `rowHeight` pixels high, and the head as well. */
export function useWindow(count: number, rowHeight: number): RowWindow {
  const frame = useRef<HTMLDivElement>(null);
  const [{ top, height }, setView] = useState({ top: 0, height: 900 });
  useLayoutEffect(() => {
    const element = frame.current!;
    let request = 0;
    const measure = () => {
      request = 0;
      // in steps of rows: between two steps nothing changes
      const next = { top: Math.floor(element.scrollTop / rowHeight), height: element.clientHeight };
      setView((shown) => (shown.top === next.top && shown.height === next.height ? shown : next));
    };
    const later = () => {
      request ||= requestAnimationFrame(measure);
    };
    measure();
    element.addEventListener('scroll', later, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', later);
      observer.disconnect();
      cancelAnimationFrame(request);
    };
  }, [rowHeight]);
  const visible = Math.ceil(height / rowHeight);
  const first = Math.max(0, Math.min(top, count - visible) - MORE);
  return {
    frame,
    first,
    end: Math.min(count, first + visible + 2 * MORE),
    reveal: (row) => {
      const element = frame.current!;
      const [from, to] = [row * rowHeight, (row + 1) * rowHeight];
      if (from < element.scrollTop) element.scrollTop = from;
      else if (to > element.scrollTop + element.clientHeight - rowHeight)
        element.scrollTop = to - element.clientHeight + rowHeight;
    },
  };
}
