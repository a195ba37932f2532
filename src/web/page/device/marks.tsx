/** The events as marks below the curve. The tab key reaches one mark, the arrow keys lead to the others. */
import { useRef, useState } from 'preact/hooks';
import { type DeviceEvent, toEventSentence } from './event.ts';
import { MARKS_HEIGHT } from './plot.tsx';
import { toTime } from './format.ts';
import type { Scale } from './scale.ts';
import { useZone } from '../use-zone.ts';

const SHAPES: Record<DeviceEvent['kind'], string> = {
  roamed: 'M0-5 5 0 0 5-5 0Z',
  disconnected: 'M-4-4 4 4M4-4-4 4',
  left: 'M-4-4 4 4M4-4-4 4',
  connected: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0Z',
  arrived: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0Z',
  refused: 'M-4-4 4 4M4-4-4 4M-5 0H5',
};

interface MarksProps {
  events: readonly DeviceEvent[];
  scale: Scale;
  now: number;
  onShow: (event: DeviceEvent | null) => void;
}

export function Marks({ events, scale, now, onShow }: MarksProps) {
  const zone = useZone();
  const group = useRef<SVGGElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const found = events.findIndex(({ id }) => id === active);
  const current = found === -1 ? events.length - 1 : found;
  if (events.length === 0) return null;
  const y = scale.box.bottom + MARKS_HEIGHT / 2;
  // starts from the mark that has the focus: keys may come faster than renders
  const step = (event: KeyboardEvent) => {
    const marks = [...group.current!.querySelectorAll<SVGGElement>('.event-mark')];
    const index = marks.findIndex((mark) => mark === document.activeElement);
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: marks.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    marks[to]?.focus();
  };
  return (
    <g ref={group} role="group" aria-label="Events by time" onKeyDown={step}>
      {events.map((event, index) => (
        <g
          key={event.id}
          class={`event-mark is-${event.kind}`}
          transform={`translate(${scale.x(event.at)} ${y})`}
          role="img"
          tabindex={index === current ? 0 : -1}
          aria-label={toEventSentence(event, toTime(event.at, now, zone, true))}
          onFocus={() => {
            setActive(event.id);
            onShow(event);
          }}
          onBlur={() => onShow(null)}
          onPointerEnter={() => onShow(event)}
          onPointerLeave={() => onShow(null)}
        >
          <rect class="hit" x="-7" y="-10" width="14" height="20" />
          <path d={SHAPES[event.kind]} />
        </g>
      ))}
    </g>
  );
}
