/** How the service does, in its public form. A failing router degrades it; only a loop that stands still, or never having read anything, is down. */
import { menuPaths, menus } from '../parse/menu.ts';
import type { Reload } from '../config/reload.ts';
import { answered } from '../parse/reading.ts';
import type { Health, RouterHealth } from '../record/health.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';
import type { RouterState } from '../presence/router-state.ts';
import type { World } from '../world/world.ts';

/** A loop that has been doing nothing it should for this long does not come back by itself. */
const STALLED_MS = 60_000;

export interface LoopState {
  breaker: RouterHealth['breaker'];
  overdueMs: number;
}

export interface HealthInput {
  version: string;
  uptimeMs: number;
  world: World;
  snapshot: Snapshot | null;
  loops: ReadonlyMap<string, LoopState>;
  configuration: ReturnType<Reload['state']>;
  /** Null when no broker is configured. */
  mqtt: Health['mqtt'];
  state: Health['state'];
  syslog: Health['syslog'];
  history: Health['history'];
  /** The memory could be written when it was last tried. */
  isStateKept: boolean;
  /** The last reading could not be taken in, by a defect of this program. */
  isDefective: boolean;
  now: number;
}

export function toHealth(input: HealthInput): Health {
  const { version, uptimeMs, world, snapshot, loops, mqtt, state, syslog, history } = input;
  const { configuration, isStateKept, isDefective, now } = input;
  const hasStalled = loops.size > 0 && [...loops.values()].every(({ overdueMs }) => overdueMs > STALLED_MS);
  const routers = [...world.routers].map(([id, state]) => toRouterHealth(id, state, loops.get(id), now));
  const isBrokerWell = mqtt === null || (mqtt.connected && mqtt.error_kind === null);
  const isExtraWell = (syslog?.problem ?? null) === null && (history?.problem ?? null) === null;
  const isWhole =
    snapshot?.meta.complete === true &&
    isBrokerWell &&
    isExtraWell &&
    isStateKept &&
    !isDefective &&
    configuration.problem === null;
  return {
    status: snapshot === null || hasStalled ? 'down' : isWhole ? 'ok' : 'degraded',
    version,
    uptime_seconds: Math.trunc(uptimeMs / 1000),
    routers,
    configuration: { loaded_at: toIso(configuration.loadedAt), problem: configuration.problem },
    mqtt,
    state,
    syslog,
    history,
    snapshot: snapshot?.meta ?? null,
  };
}

function toRouterHealth(
  router: string,
  state: RouterState,
  loop: LoopState | undefined,
  now: number,
): RouterHealth {
  const reading = state.view?.reading;
  // it answered in an earlier run: its devices are held for its sake
  const isLost = state.memory.everAnswered && state.lastSuccessAt === null;
  const isTold = ({ status }: { status: string }, group: string) =>
    status !== 'absent' || group === 'registrations';
  const tables =
    reading === undefined ? [] : menuPaths.filter((path) => isTold(reading.tables[path], menus[path].group));
  return {
    router,
    reachable: reading !== undefined && answered(reading),
    breaker: loop?.breaker ?? reading?.breaker ?? 'closed',
    last_success_at: toIso(state.lastSuccessAt),
    tables: tables.map((path) => {
      const table = reading!.tables[path];
      const error = table.status === 'failed' ? table.error : null;
      return {
        table: path,
        status: table.status,
        row_count: table.status === 'complete' ? table.rows.length : null,
        age_seconds: Math.max(0, Math.trunc((now - table.readAt) / 1000)),
        duration_ms: Math.round(table.durationMs),
        error_kind: error?.kind ?? null,
        message: error?.message ?? null,
        remedy:
          error === null
            ? null
            : error.remedy +
              (isLost ? ' If the router is gone for good, remove it from the configuration.' : ''),
      };
    }),
  };
}
