/** Roams between access points as a table. */
import { useContext, useMemo } from 'preact/hooks';
import { Ago } from '../ago.tsx';
import { ClockContext } from '../clock.ts';
import { toCount } from '../amount.ts';
import { useSelect } from '../store.ts';
import { Failure } from '../failure.tsx';
import { type RoamMatrix, toMatrix } from './roam-matrix.ts';
import { ROAM_DAYS, type Roams, useRoams } from './use-roams.ts';

/** With this many columns, their names are written vertically. */
const UPRIGHT_FROM = 9;
const HEATS = 5;
const DAY_MS = 86_400_000;

export function RoamPart() {
  const fetched = useRoams();
  const accessPoints = useSelect((state) => state.accessPoints);
  const { record } = fetched;
  const matrix = useMemo(() => {
    const names = new Map(accessPoints.map(({ access_point_id, name }) => [access_point_id, name]));
    return toMatrix(record?.events ?? [], names);
  }, [record, accessPoints]);
  return (
    <section class="wifi-part" aria-labelledby="roams">
      <header>
        <h2 id="roams">Roams of the last {ROAM_DAYS} days</h2>
        {record === null ? null : <Reach roams={record} matrix={matrix} />}
      </header>
      <Failure fetched={fetched} class="problem" />
      {fetched.status === 'loading' ? <p class="waiting">Loading roams …</p> : null}
      {record === null ? null : <Counted roams={record} matrix={matrix} />}
    </section>
  );
}

interface CountedProps {
  roams: Roams;
  matrix: RoamMatrix;
}

/** How many roams were counted, and over which time. */
function Reach({ roams: { events, isCut, keptSinceAt }, matrix: { total, withinTotal } }: CountedProps) {
  const clock = useContext(ClockContext);
  const last = events.at(-1);
  const isShort = keptSinceAt !== null && Date.parse(keptSinceAt) > clock.now() - ROAM_DAYS * DAY_MS;
  return (
    <p class="rule">
      {toCount(total, 'roam')} between access points
      {withinTotal === 0 ? '' : `, ${withinTotal.toLocaleString('en')} between bands of one access point`}.
      {isCut && last !== undefined ? (
        <>
          {' '}
          Incomplete: only the first {toCount(events.length, 'event')} are counted, up to <Ago at={last.at} />{' '}
          ago.
        </>
      ) : null}
      {isShort ? (
        <>
          {' '}
          Events go back <Ago at={keptSinceAt} />.
        </>
      ) : null}
    </p>
  );
}

function Counted({ roams: { events }, matrix }: CountedProps) {
  if (events.length === 0) return <p class="fine">No roams recorded.</p>;
  if (matrix.total === 0) return null;
  return (
    <>
      <MatrixTable matrix={matrix} />
      <MatrixList matrix={matrix} />
    </>
  );
}

function MatrixTable({ matrix: { places, countOf, max } }: { matrix: RoamMatrix }) {
  return (
    <div class="table-frame roam-matrix" tabIndex={0} role="region" aria-label="Roams between access points">
      <table class={places.length < UPRIGHT_FROM ? '' : 'upright'}>
        <caption class="visually-hidden">
          Number of roams from the access point of the row to that of the column
        </caption>
        <thead>
          <tr>
            <td>
              from <span aria-hidden="true">↓</span> to <span aria-hidden="true">→</span>
            </td>
            {places.map(({ id, name }) => (
              <th key={id} scope="col">
                <span dir="auto" title={name}>
                  {name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((from) => (
            <tr key={from.id}>
              <th scope="row">
                <span dir="auto" title={from.name}>
                  {from.name}
                </span>
              </th>
              {places.map((to) => (
                <Cell key={to.id} count={countOf(from.id, to.id)} max={max} isWithin={from.id === to.id} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ count, max, isWithin }: { count: number; max: number; isWithin: boolean }) {
  if (count === 0) {
    return (
      <td class={isWithin ? 'within' : 'none'}>
        <span aria-hidden="true">·</span>
        <span class="visually-hidden">0</span>
      </td>
    );
  }
  if (isWithin) {
    return (
      <td class="within" title="Between bands of this access point">
        {count}
      </td>
    );
  }
  return <td class={`heat-${Math.ceil((count / max) * HEATS)}`}>{count}</td>;
}

function MatrixList({ matrix: { places, countOf } }: { matrix: RoamMatrix }) {
  const ways = places
    .flatMap((from) => places.map((to) => ({ from, to, count: countOf(from.id, to.id) })))
    .filter(({ from, to, count }) => count > 0 && from !== to)
    .sort((a, b) => b.count - a.count);
  return (
    <ul class="roam-list">
      {ways.map(({ from, to, count }) => (
        <li key={`${from.id} ${to.id}`}>
          <span>
            <bdi>{from.name}</bdi> <span aria-hidden="true">→</span>
            <span class="visually-hidden">to</span> <bdi>{to.name}</bdi>
          </span>{' '}
          <b>{count}</b>
        </li>
      ))}
    </ul>
  );
}
