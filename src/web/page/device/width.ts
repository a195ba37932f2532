/** How wide an element is, in pixels: what is drawn in it is drawn for that. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** 0 before it is known. */
export function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const look = () => setWidth(Math.floor(element.current!.clientWidth));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
