import type { BrokerConnection } from './broker-connection.ts';
import { withDeadline } from './deadline.ts';
import type { Publish } from './publish.ts';
import type { Timers } from './settings.ts';

const GOODBYE_MS = 2000;

/** Says goodbye (null: nothing was said before), but does not wait long for a broker that does not answer. */
export async function leave(
  connection: BrokerConnection | null,
  goodbye: Publish | null,
  timers: Timers,
): Promise<void> {
  if (connection === null) return;
  const said = goodbye === null ? Promise.resolve() : connection.send(goodbye);
  const last = said.then(() => connection.close());
  await withDeadline(last, GOODBYE_MS, timers);
  connection.destroy();
}
