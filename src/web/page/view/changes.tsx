/** The changes to routers, newest first: what was changed, by whom, what became of it, and its undo. */
import { useContext, useState } from 'preact/hooks';
import type { ChangeRecord } from '../../../question/change.ts';
import { Ago } from '../ago.tsx';
import { ClockContext } from '../clock.ts';
import { toTime } from '../device/format.ts';
import { Failure } from '../failure.tsx';
import { useZone } from '../use-zone.ts';
import { ChangeDialog } from '../change/dialog.tsx';
import { areChangesOn } from '../change/operator-key-context.ts';
import { Verdicts } from '../change/effect.tsx';
import { canBeUndone, toStateText, toTitle } from '../change/words.ts';
import { useRecord } from '../use-record.ts';

const EVERY_MS = 5000;
const PATH = 'changes?limit=100';

export function ChangesView() {
  return (
    <div class="page-view changes-view">
      <h1>Changes</h1>
      {areChangesOn() ? (
        <ChangeList />
      ) : (
        <p class="empty">
          This service can only look. With <code>CHANGES=on</code> and a key that may approve, a person can
          approve changes to routers.
        </p>
      )}
    </div>
  );
}

function ChangeList() {
  const fetched = useRecord<{ changes: ChangeRecord[] }>(PATH, EVERY_MS);
  const clock = useContext(ClockContext);
  const zone = useZone();
  const [shown, setShown] = useState<ChangeRecord | null>(null);
  const changes = fetched.record?.changes ?? null;
  return (
    <>
      <Failure fetched={fetched} class="notice" />
      {changes === null ? (
        fetched.status === 'loading' ? (
          <p class="empty">Loading changes …</p>
        ) : null
      ) : changes.length === 0 ? (
        <p class="empty">Nothing was changed yet. Open a device to change something at its router.</p>
      ) : (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th>Change</th>
                <th>State</th>
                <th>Router</th>
                <th>Proposed</th>
                <th>Approved by</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <tr key={change.change_id}>
                  <td>
                    <bdi>{toTitle(change)}</bdi>
                  </td>
                  <td class={`change-state is-${change.state}`}>
                    {toStateText(change.state)}{' '}
                    {change.effect.length === 0 ? null : (
                      <button type="button" class="link" onClick={() => setShown(change)}>
                        <Verdicts effects={change.effect} />
                      </button>
                    )}
                    {change.ends_at === null ? null : (
                      <span class="quiet">
                        {' '}
                        until {toTime(Date.parse(change.ends_at), clock.now(), zone)}
                      </span>
                    )}
                  </td>
                  <td>
                    <bdi>{change.router}</bdi>
                  </td>
                  <td>
                    <Ago at={change.proposed_at} /> ago by <bdi>{change.proposed_by.key}</bdi>
                  </td>
                  <td>
                    <bdi>{change.approved_by?.key ?? '–'}</bdi>
                  </td>
                  <td>
                    <button type="button" class="link" onClick={() => setShown(change)}>
                      {change.state === 'planned' ? 'Review' : canBeUndone(change.state) ? 'Undo' : 'Details'}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown === null ? null : (
        <ChangeDialog
          key={shown.change_id}
          change={shown}
          onChange={setShown}
          onClose={() => setShown(null)}
        />
      )}
    </>
  );
}
