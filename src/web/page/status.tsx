/** The state of the connection and of the data, in a word. */
import { Ago } from './ago.tsx';
import type { ConnectionStatus } from './connection-status.ts';
import { areAllSilent } from './router-state.ts';
import { useSelect } from './store.ts';

export function Status() {
  const connection = useSelect((state) => state.connection);
  const takenAt = useSelect((state) => state.snapshot?.taken_at ?? null);
  const warningCount = useSelect((state) => state.snapshot?.warnings.length ?? 0);
  const isOutdated = useSelect(
    ({ problem, health, routers }) => problem !== null || health?.status === 'down' || areAllSilent(routers),
  );
  const isPartial = isOutdated || warningCount > 0;
  const level = connection.status === 'live' ? (isPartial ? 'partial' : 'live') : connection.status;
  return (
    <p class={`status is-${level}`}>
      <span class="dot" aria-hidden="true" />
      <span role="status">{toWord(connection, isOutdated, warningCount)}</span>
      {takenAt === null || connection.status === 'broken' ? null : (
        <span class="read-at">
          <span class="word">read </span>
          <Ago at={takenAt} exact /> ago
        </span>
      )}
    </p>
  );
}

function toWord({ status }: ConnectionStatus, isOutdated: boolean, warningCount: number): string {
  switch (status) {
    case 'live':
      if (isOutdated) return 'no new data';
      return warningCount > 0 ? 'live, incomplete' : 'live';
    case 'polling':
      return 'polling';
    case 'connecting':
      return 'connecting';
    case 'paused':
      return 'paused';
    case 'broken':
      return 'reconnecting';
  }
}
