/** Which day and hour is shown: a step to the days beside it, the calendar, and a field that takes "3 am". */
import { useId, useRef, useState } from 'preact/hooks';
import { useKey } from '../use-key.ts';
import { goTo } from '../use-route.ts';
import { addDays } from '../zone.ts';
import { toWhen } from './when.ts';

interface DayBarProps {
  day: string;
  today: string;
  /** Epoch milliseconds. */
  now: () => number;
  zone: string;
  /** The address of a day or a moment, in local time; null: that of now. */
  toHref: (at: string | null) => string;
}

export function DayBar({ day, today, now, zone, toHref }: DayBarProps) {
  return (
    <div class="day-bar">
      <a class="step" href={toHref(addDays(day, -1))} aria-label="The day before">
        ‹
      </a>
      <input
        key={day}
        type="date"
        aria-label="Day"
        defaultValue={day}
        max={today}
        onChange={({ currentTarget: { value } }) => {
          if (value !== '') goTo(toHref(value));
        }}
      />
      {day < today ? (
        <a
          class="step"
          href={toHref(addDays(day, 1) === today ? null : addDays(day, 1))}
          aria-label="The day after"
        >
          ›
        </a>
      ) : (
        <span class="step" aria-hidden="true">
          ›
        </span>
      )}
      <MomentField now={now} zone={zone} toHref={toHref} />
      <a class="to-now" href={toHref(null)} aria-current={day === today ? 'date' : undefined}>
        Now
      </a>
    </div>
  );
}

function MomentField({ now, zone, toHref }: Pick<DayBarProps, 'now' | 'zone' | 'toHref'>) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string | null>(null);
  useKey('/', () => field.current?.focus());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const text = field.current!.value;
    if (text.trim() === '') return setRefused(null);
    const when = toWhen(text, now(), zone);
    setRefused(when === null ? text : null);
    if (when === null) return;
    field.current!.value = '';
    goTo(toHref(when === '' ? null : when));
  };
  return (
    <form class="moment" role="search" onSubmit={submit}>
      <label class="visually-hidden" for={id}>
        Go to a moment
      </label>
      <input
        ref={field}
        id={id}
        class="moment-field"
        placeholder="3 am, yesterday 22:30, Monday"
        autocomplete="off"
        spellcheck={false}
        aria-invalid={refused !== null}
        aria-describedby={`${id}-refused`}
      />
      <button type="submit" class="second">
        Go
      </button>
      <span id={`${id}-refused`} class="objection" role="status">
        {refused === null ? null : (
          <>
            “<bdi>{refused}</bdi>” is no past moment. Try “3 am” or “28 Nov 14:30”.
          </>
        )}
      </span>
    </form>
  );
}
