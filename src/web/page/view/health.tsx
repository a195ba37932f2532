/** The health of the service: problems with their remedies first, then every part. */
import { ProblemList } from '../health/problem-list.tsx';
import { recordOf, RouterPanel } from '../health/router-panel.tsx';
import { BrokerPanel, HistoryPanel, LogPanel, ServicePanel } from '../health/service-panels.tsx';
import { useHealth } from '../health/use-health.ts';
import { toSentence } from '../sentence.ts';
import { useSelect } from '../store.ts';
import { collator } from '../collator.ts';

export function HealthView() {
  const fetched = useHealth();
  const routers = useSelect((state) => state.routers);
  const { health, at, problem } = fetched;
  if (health === null) {
    return (
      <div class="page-view health-view">
        <h1>Health</h1>
        {problem === null ? (
          <p class="empty">Loading health …</p>
        ) : (
          <p class="outdated">
            <bdi>{toSentence(problem)}</bdi> The health of the service is unknown.
          </p>
        )}
      </div>
    );
  }
  const sorted = health.routers.toSorted(
    (a, b) =>
      severity(b) - severity(a) || collator.compare(a.router, b.router) || (a.router < b.router ? -1 : 1),
  );
  return (
    <div class="page-view health-view">
      <h1>
        Health{' '}
        {problem === null ? (
          <span class={`badge ${health.status === 'ok' ? 'good' : 'bad'}`}>{health.status}</span>
        ) : (
          <span class="badge">last known</span>
        )}
      </h1>
      <ProblemList fetched={{ ...fetched, health }} />
      <section class="health-part" aria-labelledby="routers">
        <h2 id="routers">
          Routers <span class="count">{sorted.length}</span>
        </h2>
        <ul class="boxes">
          {sorted.map((router) => (
            <RouterPanel key={router.router} router={router} record={recordOf(router, routers)} at={at} />
          ))}
        </ul>
      </section>
      <section class="health-part" aria-labelledby="around">
        <h2 id="around">Service</h2>
        <ul class="boxes">
          <LogPanel syslog={health.syslog} />
          <BrokerPanel mqtt={health.mqtt} />
          <HistoryPanel history={health.history} />
          <ServicePanel health={health} at={at} />
        </ul>
      </section>
    </div>
  );
}

/** Sorts routers with problems first. */
function severity({
  reachable,
  tables,
}: {
  reachable: boolean;
  tables: readonly { status: string }[];
}): number {
  if (!reachable) return 2;
  return tables.some(({ status }) => status === 'failed') ? 1 : 0;
}
