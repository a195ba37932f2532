/** How the service does, and what to do about what fails. */
import { Ago } from '../ago.tsx';
import { useSelect } from '../store.ts';

export function HealthView() {
  const health = useSelect((state) => state.health);
  if (health === null) {
    return (
      <div class="page-view">
        <h1>Health</h1>
        <p>Nothing is known of it yet.</p>
      </div>
    );
  }
  return (
    <div class="page-view">
      <h1>
        Health <span class={`badge ${health.status === 'ok' ? 'good' : 'bad'}`}>{health.status}</span>
      </h1>
      {health.routers.map((router) => {
        const failed = router.tables.filter(({ status }) => status === 'failed');
        return (
          <section key={router.router}>
            <h2 dir="auto">{router.router}</h2>
            <p>
              {router.reachable ? 'Answers.' : 'Does not answer.'}{' '}
              {router.last_success_at === null ? (
                'It was never read.'
              ) : (
                <>
                  Last read <Ago at={router.last_success_at} exact /> ago.
                </>
              )}
            </p>
            {failed.length === 0 ? null : (
              <ul>
                {failed.map(({ table, message, remedy }) => (
                  <li key={table}>
                    <bdi>{message}</bdi> {remedy}
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}
