/** The signals of the devices as bars from weak to strong. */
import type { Device } from '../../../record/device.ts';
import { toCount } from '../amount.ts';
import { toDbmText } from '../quality.ts';
import { medianOf, toSpread } from './spread.ts';

const BAR_PX = 72;

export function SpreadPanel({ devices }: { devices: readonly Device[] }) {
  const signals = devices.flatMap(({ signal_dbm }) => signal_dbm ?? []);
  const steps = toSpread(signals);
  const most = Math.max(1, ...steps.map(({ count }) => count));
  const median = medianOf(signals);
  const silent = devices.length - signals.length;
  return (
    <section class="panel">
      <h2>Signals</h2>
      {median === null ? (
        <p class="quiet">No device reports a signal.</p>
      ) : (
        <>
          <ol class="spread">
            {steps.map(({ fromDbm, quality, count }) => {
              const label = `${toDbmText(fromDbm)} dBm and stronger: ${toCount(count, 'device')}, ${quality}`;
              return (
                <li key={fromDbm} class={`is-${quality}`} title={label}>
                  <span class="visually-hidden">{label}</span>
                  <b aria-hidden="true">{count === 0 ? '' : count}</b>
                  <svg
                    viewBox={`0 0 10 ${BAR_PX}`}
                    preserveAspectRatio="none"
                    height={BAR_PX}
                    aria-hidden="true"
                  >
                    <rect
                      x="1"
                      width="8"
                      y={BAR_PX - Math.ceil((count / most) * BAR_PX)}
                      height={Math.ceil((count / most) * BAR_PX)}
                    />
                  </svg>
                  <span aria-hidden="true">{toDbmText(fromDbm)}</span>
                </li>
              );
            })}
          </ol>
          <p class="quiet">
            Median {toDbmText(median)} dBm; the weakest of {toCount(signals.length, 'device')}{' '}
            {toDbmText(Math.min(...signals))} dBm
            {silent === 0 ? '' : `; ${silent} report none`}.
          </p>
        </>
      )}
    </section>
  );
}
