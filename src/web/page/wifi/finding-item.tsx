/** One finding: what, about whom, what to do, and behind a fold its numbers and commands. */
import type { ChangeRecord } from '../../../question/change.ts';
import type { Finding } from '../../../record/finding.ts';
import { Ago } from '../ago.tsx';
import { areChangesOn } from '../change/operator-key-context.ts';
import { toHash } from '../route.ts';
import { FindingChange } from './finding-change.tsx';

interface FindingItemProps {
  finding: Finding;
  /** Made for it. */
  changes: readonly ChangeRecord[];
}

export function FindingItem({ finding, changes }: FindingItemProps) {
  const { severity, subject, title, detail, remedy, first_seen_at, confidence } = finding;
  return (
    <li class={severity}>
      <p class="finding-head">
        <span class="severity">{severity}</span>
        <b dir="auto">{title}</b>
      </p>
      <p class="detail" dir="auto">
        {detail}
      </p>
      <p class="remedy" dir="auto">
        {remedy}
      </p>
      <details class="fold">
        <summary>{finding.commands.length > 0 ? 'Numbers and commands' : 'Numbers'}</summary>
        <Numbers finding={finding} />
        {finding.commands.length === 0 ? null : (
          <pre tabIndex={0} aria-label="RouterOS commands">
            <code>{finding.commands.join('\n')}</code>
          </pre>
        )}
      </details>
      {areChangesOn() ? <FindingChange finding={finding} made={changes} /> : null}
      <p class="aside">
        First found <Ago at={first_seen_at} /> ago, {confidence} confidence.
        {subject.type === 'device' ? (
          <>
            {' '}
            <a href={toHash({ view: 'device', deviceId: subject.id })}>Its past</a>
          </>
        ) : null}
      </p>
    </li>
  );
}

/** Shown in words elsewhere, or of no use to a reader. */
const LEFT_OUT = ['measured_earlier', 'since_at', 'until_at'];

function Numbers({ finding: { evidence } }: { finding: Finding }) {
  const facts = Object.entries(evidence).filter(
    ([name, value]) => !LEFT_OUT.includes(name) && !name.endsWith('_id') && value !== null,
  );
  return (
    <dl class="numbers">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>
            {toLabel(name)}
            {evidence.measured_earlier.includes(name) ? <em> (earlier)</em> : null}
          </dt>
          <dd dir="auto">{Array.isArray(value) ? value.join(', ') : `${String(value)}${toUnit(name)}`}</dd>
        </div>
      ))}
    </dl>
  );
}

const UNITS = [
  ['_dbm', ' dBm'],
  ['_db', ' dB'],
  ['_percent', ' %'],
  ['_minutes', ' min'],
  ['_mhz', ' MHz'],
  ['_bps', ' bit/s'],
] as const;

function toUnit(name: string): string {
  return UNITS.find(([end]) => name.endsWith(end))?.[1] ?? '';
}

function toLabel(name: string): string {
  const end = UNITS.find(([unit]) => name.endsWith(unit))?.[0] ?? '';
  return name.slice(0, name.length - end.length).replaceAll('_', ' ');
}
