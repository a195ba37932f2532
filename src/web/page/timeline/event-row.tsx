/** One event as a line: when, what happened to whom and where, and in the words of the router why. */
import type { NumberedEvent } from '../../../record/journal.ts';
import { Reason } from '../device/reason.tsx';
import { Pieces } from '../pieces.tsx';
import { toLocal } from '../zone.ts';
import { toAside, toneOf, toReason, toSentencePieces } from './words.ts';

const SHAPES = {
  came: 'M1 6a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z',
  went: 'M2 2 10 10M10 2 2 10',
  moved: 'M6 0.500 11.500 6 6 11.500 0.500 6Z',
  alarm: 'M6 0.500 11.700 11H0.300Z',
  plain: 'M2 2H10V10H2Z',
} as const;

interface EventRowProps {
  event: NumberedEvent;
  zone: string;
  /** Shows the day beside the time. */
  hasDay?: boolean;
}

export function EventRow({ event, zone, hasDay = false }: EventRowProps) {
  const tone = toneOf(event);
  const local = toLocal(Date.parse(event.at), zone);
  return (
    <li class={`happening is-${tone}`} data-id={event.event_id}>
      <time dateTime={event.at} title={`${local.replace('T', ' ')} ${zone}`}>
        {hasDay ? `${local.slice(5, 10)} ` : ''}
        {local.slice(11)}
      </time>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[tone]} />
      </svg>
      <p>
        <span class="sentence">
          <Pieces pieces={toSentencePieces(event)} />
        </span>{' '}
        <span class="quiet">
          <Pieces pieces={toAside(event)} />
        </span>
        <Reason reason={toReason(event)} />
      </p>
    </li>
  );
}
