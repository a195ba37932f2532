import type { Clock } from '../telemetry/clock.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { withDeadline } from './deadline.ts';
import type { Publish } from './publish.ts';

const DEADLINE_MS = 2000;

/** Publishes the last message, if there is one, and closes the connection; drops it if the broker takes too long. */
export async function disconnect(
  connection: BrokerConnection,
  last: Publish | null,
  clock: Pick<Clock, 'after'>,
): Promise<void> {
  const sent = last === null ? Promise.resolve() : connection.send(last);
  await withDeadline(
    sent.then(() => connection.close()),
    DEADLINE_MS,
    clock,
  );
  connection.destroy();
}
