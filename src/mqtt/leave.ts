import type { Connection } from './connection.ts';
import { withDeadline } from './deadline.ts';
import type { Publish } from './messages.ts';
import type { Timers } from './settings.ts';

const GOODBYE_MS = 2000;

/** Says goodbye, but does not wait long for a broker that does not answer. */
export async function leave(connection: Connection | null, goodbye: Publish, timers: Timers): Promise<void> {
  if (connection === null) return;
  const last = connection.send(goodbye).then(() => connection.close());
  await withDeadline(last, GOODBYE_MS, timers);
  connection.destroy();
}
