/** What happened, at its moment below the curve. The tab key comes to one of them, the arrow keys go to the next. */
import { useRef, useState } from 'preact/hooks';
import { type Happening, toSentence } from './event.ts';
import { MARKS_HEIGHT } from './plot.tsx';
import { toTime } from './format.ts';
import type { Scale } from './scale.ts';

const SHAPES: Record<Happening['kind'], string> = {
  roamed: 'M0-5 5 0 0 5-5 0Z',
  disconnected: 'M-4-4 4 4M4-4-4 4',
  left: 'M-4-4 4 4M4-4-4 4',
  connected: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0Z',
  arrived: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0Z',
};

interface MarksProps {
  happenings: readonly Happening[];
  scale: Scale;
  now: number;
  onShow: (happening: Happening | null) => void;
}

export function Marks({ happenings, scale, now, onShow }: MarksProps) {
  const group = useRef<SVGGElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const found = happenings.findIndex(({ id }) => id === active);
  const current = found === -1 ? happenings.length - 1 : found;
  if (happenings.length === 0) return null;
  const y = scale.box.bottom + MARKS_HEIGHT / 2;
  // from the mark that has the focus, not from what was drawn last: keys may come faster than that
  const step = (event: KeyboardEvent) => {
    const marks = [...group.current!.querySelectorAll<SVGGElement>('.happening')];
    const index = marks.findIndex((mark) => mark === document.activeElement);
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: marks.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    marks[to]?.focus();
  };
  return (
    <g ref={group} role="group" aria-label="What happened, by time" onKeyDown={step}>
      {happenings.map((happening, index) => (
        <g
          key={happening.id}
          class={`happening is-${happening.kind}`}
          transform={`translate(${scale.x(happening.at)} ${y})`}
          role="img"
          tabindex={index === current ? 0 : -1}
          aria-label={toSentence(happening, toTime(happening.at, now, true))}
          onFocus={() => {
            setActive(happening.id);
            onShow(happening);
          }}
          onBlur={() => onShow(null)}
          onPointerEnter={() => onShow(happening)}
          onPointerLeave={() => onShow(null)}
        >
          <rect class="hit" x="-7" y="-10" width="14" height="20" />
          <path d={SHAPES[happening.kind]} />
        </g>
      ))}
    </g>
  );
}
