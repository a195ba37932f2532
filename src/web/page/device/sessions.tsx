/** The sessions of the device, newest first. */
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session, SessionList } from '../../../record/history.ts';
import { toBandName } from '../band.ts';
import { ClockContext } from '../clock.ts';
import { toDbmText } from '../quality.ts';
import { Reason } from './reason.tsx';
import { toBytes, toDuration, toTime } from './format.ts';
import { Failure } from '../failure.tsx';
import type { Fetched } from '../use-record.ts';
import { useZone } from '../use-zone.ts';

const ENDS = {
  roamed: 'roamed',
  disconnected: 'disconnected',
  left: 'left home',
  unknown: 'unknown',
} as const;

const COLUMNS = ['Access point', 'From', 'To', 'Duration', 'Signal (dBm)', 'Down', 'Up', 'End'] as const;

interface SessionPanelProps {
  /** Null where nothing is received. */
  list: SessionList | null;
  /** Why not, or no more; null where it did not fail, or it is said elsewhere. */
  failure: Fetched<unknown> | null;
  range: string;
  /** Shows more; null at the highest limit. */
  onMore: (() => void) | null;
}

export function SessionPanel({ list, failure, range, onMore }: SessionPanelProps) {
  const now = useContext(ClockContext).now();
  return (
    <section class="panel sessions-panel">
      <h2>
        Sessions <span class="count">in the last {range}</span>
      </h2>
      {failure === null ? null : <Failure fetched={failure} class="notice" />}
      {list === null ? null : list.sessions.length === 0 ? (
        <p class="quiet">No sessions.</p>
      ) : (
        <table class="sessions" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {COLUMNS.map((title) => (
                <th key={title} scope="col" role="columnheader">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {list.sessions.map((session, index) => (
              <Row
                key={`${session.from_at} ${session.interface} ${list.sessions.length - index}`}
                session={session}
                now={now}
              />
            ))}
          </tbody>
        </table>
      )}
      {list?.has_more !== true ? null : onMore === null ? (
        <p class="quiet">Not all sessions are shown.</p>
      ) : (
        <button type="button" class="link" onClick={onMore}>
          Show more
        </button>
      )}
    </section>
  );
}

function Row({ session, now }: { session: Session; now: number }) {
  const zone = useZone();
  const { access_point, interface: name, band, from_at, to_at, duration_seconds, ended_by, reason } = session;
  const { signal_min_dbm: min, signal_median_dbm: median, signal_max_dbm: max } = session;
  const { tx_bytes: tx, rx_bytes: rx } = session;
  const place = access_point ?? name;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <bdi>{place ?? '–'}</bdi> {band === null ? null : <span class="quiet">{toBandName(band)}</span>}
      </th>
      <Cell title="From">{toTime(Date.parse(from_at), now, zone)}</Cell>
      <Cell title="To">
        {to_at === null ? <b class="current">now</b> : toTime(Date.parse(to_at), now, zone)}
      </Cell>
      <Cell title="Duration">{toDuration(duration_seconds)}</Cell>
      <Cell title="Signal (dBm)">
        {median === null || min === null || max === null ? (
          '–'
        ) : (
          <span title="weakest, median, strongest">
            {toDbmText(min)} <b>{toDbmText(median)}</b> {toDbmText(max)}
          </span>
        )}
      </Cell>
      <Cell title="Down">{tx === null ? '–' : toBytes(tx)}</Cell>
      <Cell title="Up">{rx === null ? '–' : toBytes(rx)}</Cell>
      <Cell title="End">{ended_by === null ? '–' : <End by={ended_by} reason={reason} />}</Cell>
    </tr>
  );
}

function End({ by, reason }: { by: NonNullable<Session['ended_by']>; reason: string | null }) {
  return (
    <>
      {ENDS[by]}
      <Reason reason={reason} />
    </>
  );
}

function Cell({ title, children }: { title: (typeof COLUMNS)[number]; children: ComponentChildren }) {
  return (
    <td role="cell" data-title={title} class={children === '–' ? 'none' : undefined}>
      <span>{children}</span>
    </td>
  );
}
