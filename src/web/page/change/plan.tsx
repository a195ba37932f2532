/** The plan of a change: what becomes of what, who is affected and for how long, and what undoes it. */
import type { ChangeRecord } from '../../../question/change.ts';
import { Pair } from '../device/facts.tsx';
import { toSpanText } from './words.ts';

type Plan = NonNullable<ChangeRecord['plan']>;

const MOST_NAMES = 5;

export function PlanFacts({ change, plan }: { change: ChangeRecord; plan: Plan }) {
  const { affects, properties, cuts_off: cutsOff, undo } = plan;
  const names = affects.devices.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = affects.device_count - names.length;
  return (
    <dl class="pairs plan">
      <Pair title="On router">
        <bdi>{change.router}</bdi>, <code>{plan.object.menu}</code> <bdi>{plan.object.name}</bdi>
      </Pair>
      {properties.length === 0 ? null : (
        <Pair title="Changes">
          <ul class="properties">
            {properties.map(({ name, from, to, own }, index) => (
              <li key={index}>
                <code>{name}</code>
                <span class="values">
                  <Value text={from} /> <span aria-label="becomes">→</span> <Value text={to} />
                </span>
                {own ? null : <span class="quiet"> inherited from a profile</span>}
              </li>
            ))}
          </ul>
        </Pair>
      )}
      {affects.radios.length === 0 ? null : (
        <Pair title="Interfaces">
          <bdi>{affects.radios.join(', ')}</bdi>
          {affects.ssids.length === 0 ? null : (
            <span class="quiet">
              {' '}
              with <bdi>{affects.ssids.join(', ')}</bdi>
            </span>
          )}
        </Pair>
      )}
      <Pair title="Who is affected">
        {names.length === 0 ? 'no device' : <bdi>{names.join(', ')}</bdi>}
        {more > 0 ? ` and ${more} more` : null}
        {affects.access_points.length === 0 ? null : (
          <span class="quiet">
            {' '}
            on <bdi>{affects.access_points.join(', ')}</bdi>
          </span>
        )}
      </Pair>
      <Pair title="For how long">{toSpanText(change)}</Pair>
      <Pair title="Undo">{undo}</Pair>
      {cutsOff.length === 0 ? null : (
        <p class="notice">
          {cutsOff.includes('approver')
            ? 'This cuts off the device on which you read this.'
            : 'This cuts off the way of the service to the router.'}
        </p>
      )}
    </dl>
  );
}

function Value({ text }: { text: string | null }) {
  return text === null ? <span class="quiet">nothing</span> : <bdi class="value">{text}</bdi>;
}
