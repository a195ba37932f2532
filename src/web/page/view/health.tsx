/** How the service does: what is wrong and what to do about it first, then everything it is made of. */
import { FindingList } from '../health/problem-list.tsx';
import { recordOf, RouterPanel } from '../health/router-panel.tsx';
import { BrokerPanel, HistoryPanel, LogPanel, ServicePanel } from '../health/service-panels.tsx';
import { useHealth } from '../health/use-health.ts';
import { useSelect } from '../store.ts';

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function HealthView() {
  const told = useHealth();
  const routers = useSelect((state) => state.routers);
  const { health, at, problem } = told;
  if (health === null) {
    return (
      <div class="page-view health-view">
        <h1>Health</h1>
        {problem === null ? (
          <p class="empty">Asking how the service does …</p>
        ) : (
          <p class="finding-doubt">
            <bdi>{problem}</bdi>. Nothing is known of how the service does.
          </p>
        )}
      </div>
    );
  }
  const sorted = health.routers.toSorted(
    (a, b) =>
      trouble(b) - trouble(a) || collator.compare(a.router, b.router) || (a.router < b.router ? -1 : 1),
  );
  return (
    <div class="page-view health-view">
      <h1>
        Health{' '}
        {problem === null ? (
          <span class={`badge ${health.status === 'ok' ? 'good' : 'bad'}`}>{health.status}</span>
        ) : (
          <span class="badge">as last told</span>
        )}
      </h1>
      <FindingList told={{ ...told, health }} />
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

/** Who has more of it comes first. */
function trouble({
  reachable,
  tables,
}: {
  reachable: boolean;
  tables: readonly { status: string }[];
}): number {
  if (!reachable) return 2;
  return tables.some(({ status }) => status === 'failed') ? 1 : 0;
}
