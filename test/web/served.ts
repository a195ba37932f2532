/** The page on records that a test states, served by the real server: for views of what was and of what is wrong. */
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import type { ChangeDoor } from '../../src/question/change.ts';
import type { Health } from '../../src/record/health.ts';
import type { History } from '../../src/record/history.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createApp } from '../../src/rest/app.ts';
import { startServer } from '../../src/http/server.ts';
import { createStreams } from '../../src/http/sse.ts';
import { createWeb } from '../../src/web/web.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { type MemoryJournal, memoryJournal } from '../rest/journal.ts';
import { health as healthOf, holderOf, snapshot as snapshotOf } from '../rest/snapshot.ts';

export const KEY = 'the key of these tests';

export interface ServedOptions {
  /** Of the built page. */
  directory: string;
  snapshot?: Snapshot | null;
  health?: () => Health;
  journal?: MemoryJournal;
  history?: History | null;
  /** None: changes are off. */
  changes?: ChangeDoor;
}

export async function serve(options: ServedOptions) {
  const { directory, snapshot = snapshotOf(), health = healthOf, history = null, changes = null } = options;
  const { journal = memoryJournal() } = options;
  const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
  const streams = createStreams({ clock: systemClock });
  const app = createApp({
    clock: systemClock,
    snapshot: holderOf(snapshot),
    health,
    journal,
    history,
    streams,
    authenticator: createAuthenticator({ keys: [plainKey(KEY)] }),
    version: '0.0.0',
    log,
    changes,
    further: createWeb({ directory, isRestOn: true, areChangesOn: changes !== null }),
  });
  const server = await startServer({ app, host: '127.0.0.1', port: 0, log });
  return {
    url: server.url,
    stop: async () => {
      streams.close();
      await server.close();
    },
  };
}
