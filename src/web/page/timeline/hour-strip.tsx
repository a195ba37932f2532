/** The hours of the day as bars, each a link to its hour. The tab key reaches one of them, the arrow keys lead to the others. */
import { useRef } from 'preact/hooks';
import { toCount } from '../amount.ts';
import { HOUR_MS, toLocal } from '../zone.ts';
import type { Hour } from './hours.ts';
import { toneOf } from './words.ts';

const HEIGHT = 40;

interface HourStripProps {
  hours: readonly Hour[];
  /** Epoch milliseconds. A later hour without events had none; an earlier one may have had some. */
  knownSinceAt: number;
  chosen: number | null;
  now: number;
  zone: string;
  toHref: (local: string) => string;
}

export function HourStrip({ hours, knownSinceAt, chosen, now, zone, toHref }: HourStripProps) {
  const list = useRef<HTMLOListElement>(null);
  const most = hours.reduce((max, { events }) => Math.max(max, events.length), 1);
  const reachable = chosen ?? hours.findLast(({ startAt }) => startAt <= now)?.startAt;
  const step = (event: KeyboardEvent) => {
    const links = [...list.current!.querySelectorAll('a')];
    const index = links.indexOf(document.activeElement as HTMLAnchorElement);
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: links.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    links[to]?.focus();
  };
  return (
    <ol ref={list} class="hour-strip" aria-label="Hours" onKeyDown={step}>
      {hours.map(({ startAt, events }) => {
        const local = toLocal(startAt, zone).slice(0, 16);
        const hour = local.slice(11, 13);
        const height = Math.ceil((events.length / most) * HEIGHT);
        const alarms = events.filter((event) => toneOf(event) === 'alarm').length;
        const alarmHeight = events.length === 0 ? 0 : Math.ceil((alarms / events.length) * height);
        const isKnown = events.length > 0 || startAt + HOUR_MS > knownSinceAt;
        const words = [
          isKnown ? toCount(events.length, 'event') : 'not known',
          ...(alarms === 0 ? [] : [`${alarms} to look at`]),
        ];
        const label = `${hour}:00, ${words.join(', ')}`;
        return (
          <li key={startAt}>
            {startAt > now ? (
              <span class="hour is-to-come">
                <Bar height={0} alarmHeight={0} />
                {hour}
              </span>
            ) : (
              <a
                class="hour"
                href={toHref(local)}
                tabIndex={startAt === reachable ? 0 : -1}
                aria-current={startAt === chosen ? 'time' : undefined}
                aria-label={label}
                title={label}
              >
                <Bar height={height} alarmHeight={alarmHeight} />
                {hour}
              </a>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Bar({ height, alarmHeight }: { height: number; alarmHeight: number }) {
  return (
    <svg
      viewBox={`0 0 10 ${HEIGHT}`}
      preserveAspectRatio="none"
      width="100%"
      height={HEIGHT}
      aria-hidden="true"
    >
      <rect class="bar" x="1" width="8" y={HEIGHT - height} height={height} />
      <rect class="bar is-alarm" x="1" width="8" y={HEIGHT - alarmHeight} height={alarmHeight} />
    </svg>
  );
}
