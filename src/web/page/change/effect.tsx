/** The effect of a change: the verdict after each window, and the numbers before and after it with their uncertainty. */
import { type Effect, type Lane, LANE_HEIGHT, LANE_WIDTH, toLanes } from './effect-lane.ts';
import { toEffectText } from './words.ts';

export function EffectChart({ effects }: { effects: readonly Effect[] }) {
  if (effects.length === 0) return null;
  return (
    <section class="effect" aria-labelledby="effect-title">
      <h3 id="effect-title">Effect</h3>
      <Verdicts effects={effects} />
      <table>
        <thead>
          <tr>
            <th>Measured</th>
            <th>After</th>
            <th>
              Before <span class="mark-before" /> and after <span class="mark-after" />
            </th>
          </tr>
        </thead>
        {toLanes(effects).map(({ label, lanes }) => (
          <tbody key={label}>
            {lanes.map((lane, index) => (
              <tr key={lane.window}>
                {index === 0 ? (
                  <th scope="rowgroup" rowSpan={lanes.length}>
                    {label}
                  </th>
                ) : null}
                <td>{lane.window}</td>
                <td>
                  <LaneDrawing lane={lane} />
                  <span class="numbers-text">{lane.text}</span>
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <p class="quiet">
        The bar is the 99 % interval of the difference. An open mark outside of it is no chance.
      </p>
    </section>
  );
}

export function Verdicts({ effects }: { effects: readonly Effect[] }) {
  return (
    <span class="verdicts">
      {effects.map(({ window, verdict }) => (
        <span key={window} class={`verdict is-${verdict}`}>
          {toEffectText(window, verdict)}
        </span>
      ))}
    </span>
  );
}

function LaneDrawing({ lane: { beforeX, afterX, fromX, toX } }: { lane: Lane }) {
  const y = LANE_HEIGHT / 2;
  return (
    <svg
      class="lane"
      viewBox={`0 0 ${LANE_WIDTH} ${LANE_HEIGHT}`}
      width={LANE_WIDTH}
      height={LANE_HEIGHT}
      aria-hidden="true"
    >
      <path class="way" d={`M${beforeX} ${y}H${afterX}`} />
      <path class="interval" d={`M${fromX} ${y}H${toX}`} />
      <circle class="before" cx={beforeX} cy={y} r="3" />
      <circle class="after" cx={afterX} cy={y} r="3" />
    </svg>
  );
}
