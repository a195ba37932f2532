/** Why the data may be incomplete or old. Not a live region, since the times in it run; the word in `Status` is one. */
import type { Warning } from '../../record/snapshot.ts';
import { Ago } from './ago.tsx';
import { groupBy } from './group.ts';
import { toHash } from './route.ts';
import { toRouterWords } from './router-state.ts';
import { LAST_KNOWN, toSentence } from './sentence.ts';
import { useSelect } from './store.ts';

const MAX_ROUTERS = 3;

export function Warnings() {
  const connection = useSelect((state) => state.connection);
  const warnings = useSelect((state) => state.snapshot?.warnings);
  const routers = useSelect((state) => state.routers);
  const problem = useSelect((state) => state.problem);
  const hasData = useSelect((state) => state.snapshot !== null);
  const isDown = useSelect((state) => state.health?.status === 'down');
  if (connection.status === 'broken') {
    return (
      <section class="warnings" aria-label="Warnings">
        <p class="warning is-broken">
          {toSentence(connection.reason)} The last answer came <Ago at={connection.since} exact /> ago.
          {hasData ? ` ${LAST_KNOWN}` : ''} Reconnecting …
        </p>
      </section>
    );
  }
  const byRouter = [...groupBy(warnings ?? [], ({ router }) => router)];
  if (byRouter.length === 0 && problem === null && !isDown) return null;
  return (
    <section class="warnings" aria-label="Warnings">
      {isDown && hasData ? (
        <p class="warning">
          The service no longer reads any router. <a href={toHash({ view: 'health' })}>Details</a>
        </p>
      ) : null}
      {problem === null ? null : (
        <p class="warning">
          <bdi>{problem}</bdi> {hasData ? LAST_KNOWN : <a href={toHash({ view: 'health' })}>Details</a>}
        </p>
      )}
      {byRouter.slice(0, MAX_ROUTERS).map(([router, own]) => {
        const isSilent = routers.find((record) => record.router === router)?.reachable === false;
        return <RouterWarning key={router} router={router} warnings={own} isSilent={isSilent} />;
      })}
      {byRouter.length > MAX_ROUTERS ? (
        <p class="warning">
          More routers have problems:{' '}
          <a href={toHash({ view: 'health' })}>{byRouter.length - MAX_ROUTERS} more</a>
        </p>
      ) : null}
    </section>
  );
}

interface RouterWarningProps {
  router: string;
  warnings: readonly Warning[];
  /** The router does not answer at all. */
  isSilent: boolean;
}

function RouterWarning({ router, warnings, isSilent }: RouterWarningProps) {
  const [first] = warnings.toSorted((a, b) => (a.since_at < b.since_at ? -1 : 1));
  const more = warnings.length - 1;
  return (
    <p class="warning" title={first!.message}>
      Router <b dir="auto">{router}</b>{' '}
      {isSilent ? (
        <>
          {toRouterWords(first!.kind).since} for <Ago at={first!.since_at} exact />. Its devices are shown as
          last known.
        </>
      ) : (
        <>
          for <Ago at={first!.since_at} exact />: <bdi>{first!.message}</bdi>
        </>
      )}{' '}
      <a href={toHash({ view: 'health' })}>{more > 0 && !isSilent ? `${more} more` : 'Details'}</a>
    </p>
  );
}
