/** Whether what is shown is true now, and if not, since when. */
import type { Warning } from '../../record/snapshot.ts';
import { Ago } from './ago.tsx';
import type { ConnectionStatus } from './connection-status.ts';
import { groupBy } from './group.ts';
import { toHash } from './route.ts';
import { useSelect } from './store.ts';

const MAX_DOUBTS = 3;

/** In a word, for the corner of the eye. */
export function Status() {
  const connection = useSelect((state) => state.connection);
  const takenAt = useSelect((state) => state.snapshot?.taken_at ?? null);
  const warningCount = useSelect((state) => state.snapshot?.warnings.length ?? 0);
  const isBlind = useSelect((state) => state.problem !== null || state.health?.status === 'down');
  const isInDoubt = isBlind || warningCount > 0;
  const level = connection.status === 'live' ? (isInDoubt ? 'doubt' : 'live') : connection.status;
  return (
    <p class={`status is-${level}`}>
      <span class="dot" aria-hidden="true" />
      <span role="status">{toWord(connection, isBlind, warningCount)}</span>
      {takenAt === null || connection.status === 'broken' ? null : (
        <span class="taken">
          <span class="word">read </span>
          <Ago at={takenAt} exact /> ago
        </span>
      )}
    </p>
  );
}

function toWord({ status }: ConnectionStatus, isBlind: boolean, warningCount: number): string {
  switch (status) {
    case 'live':
      if (isBlind) return 'nothing new';
      return warningCount > 0 ? 'live, in part' : 'live';
    case 'polling':
      return 'asking every few seconds';
    case 'connecting':
      return 'connecting';
    case 'paused':
      return 'paused';
    case 'broken':
      return 'reconnecting';
  }
}

/** In sentences: what is not to be trusted. No live region, since times run in it; the word above is one. */
export function Doubts() {
  const connection = useSelect((state) => state.connection);
  const warnings = useSelect((state) => state.snapshot?.warnings);
  const routers = useSelect((state) => state.routers);
  const problem = useSelect((state) => state.problem);
  const hasData = useSelect((state) => state.snapshot !== null);
  const isDown = useSelect((state) => state.health?.status === 'down');
  if (connection.status === 'broken') {
    return (
      <section class="doubts" aria-label="Not to be trusted">
        <p class="doubt is-broken">
          {connection.reason}: nothing was heard of it for <Ago at={connection.since} exact />.
          {hasData ? ' What is shown is what was known then.' : ''} It is being tried again.
        </p>
      </section>
    );
  }
  const byRouter = [...groupBy(warnings ?? [], ({ router }) => router)];
  if (byRouter.length === 0 && problem === null && !isDown) return null;
  return (
    <section class="doubts" aria-label="Not to be trusted">
      {isDown && hasData ? (
        <p class="doubt">
          The service reads no router any more. <a href={toHash({ view: 'health' })}>Why?</a>
        </p>
      ) : null}
      {problem === null ? null : (
        <p class="doubt">
          <bdi>{problem}</bdi>
          {hasData ? ' What is shown is what was known before.' : ''}
        </p>
      )}
      {byRouter.slice(0, MAX_DOUBTS).map(([router, own]) => {
        const isMute = routers.find((record) => record.router === router)?.reachable === false;
        return <Doubt key={router} router={router} warnings={own} isMute={isMute} />;
      })}
      {byRouter.length > MAX_DOUBTS ? (
        <p class="doubt">
          <a href={toHash({ view: 'health' })}>{byRouter.length - MAX_DOUBTS} more routers</a> have a problem.
        </p>
      ) : null}
    </section>
  );
}

function Doubt({
  router,
  warnings,
  isMute,
}: {
  router: string;
  warnings: readonly Warning[];
  isMute: boolean;
}) {
  const [first] = warnings.toSorted((a, b) => (a.since_at < b.since_at ? -1 : 1));
  const more = warnings.length - 1;
  return (
    <p class="doubt" title={first!.message}>
      Router <b dir="auto">{router}</b>{' '}
      {isMute ? (
        <>
          has not answered for <Ago at={first!.since_at} exact />: its devices are shown as last known.
        </>
      ) : (
        <>
          for <Ago at={first!.since_at} exact />: <bdi>{first!.message}</bdi>
        </>
      )}{' '}
      <a href={toHash({ view: 'health' })}>{more > 0 && !isMute ? `${more} more` : 'Why?'}</a>
    </p>
  );
}
