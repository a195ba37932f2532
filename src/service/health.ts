/** The health record. A failing part degrades the service; it is down if every poller has stalled or nothing was ever read. */
import { menuPaths, menus } from '../parse/menu.ts';
import type { Reload } from '../config/reload.ts';
import { answered } from '../parse/reading.ts';
import type { Health, RouterHealth } from '../record/health.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';
import type { RouterState } from '../presence/router-state.ts';
import type { World } from '../world/world.ts';

/** A poller this far past its due time does not recover. */
const STALLED_MS = 60_000;

export interface PollerHealth {
  breaker: RouterHealth['breaker'];
  overdueMs: number;
}

/** What the service knows about itself. */
export interface ServiceState {
  /** Epoch ms. */
  now: number;
  /** When the service was created, in epoch ms. */
  startedAt: number;
  uptimeMs: number;
  world: World;
  snapshot: Snapshot | null;
  /** By router. */
  pollers: ReadonlyMap<string, PollerHealth>;
  state: Health['state'];
  /** The last write of the state file succeeded. */
  isStateKept: boolean;
  /** Why inputs of some kind are not processed, which is a defect of this program; null when all are. */
  defect: string | null;
}

/** Where each part of the record comes from. Without a part, its field is null. */
export interface HealthSources {
  version: string;
  service: () => ServiceState;
  /** Without it, the configuration is that of the start. */
  configuration?: Reload['state'] | undefined;
  mqtt?: (() => Health['mqtt']) | undefined;
  syslog?: (() => Health['syslog']) | undefined;
  push?: (() => Health['push']) | undefined;
  history?: (() => Health['history']) | undefined;
  /** Why nothing can be changed although the configuration allows it, or a change cannot be settled; null when all is well. */
  changesProblem?: (() => string | null) | undefined;
}

export function createHealth(sources: HealthSources): () => Health {
  return () => {
    const {
      now,
      startedAt,
      uptimeMs,
      world,
      snapshot,
      pollers,
      state: stateFile,
      ...flags
    } = sources.service();
    const mqtt = sources.mqtt?.() ?? null;
    const syslog = sources.syslog?.() ?? null;
    const push = sources.push?.() ?? null;
    const history = sources.history?.() ?? null;
    const changesProblem = sources.changesProblem?.() ?? null;
    const stateProblems = [stateFile.problem, changesProblem].filter((each) => each !== null);
    const state = { problem: stateProblems.length === 0 ? null : stateProblems.join(' ') };
    const configuration = sources.configuration?.() ?? { loadedAt: startedAt, problem: null };
    const hasStalled =
      pollers.size > 0 && [...pollers.values()].every(({ overdueMs }) => overdueMs > STALLED_MS);
    const isWhole =
      snapshot?.meta.complete === true &&
      (mqtt === null || (mqtt.connected && mqtt.error_kind === null)) &&
      (syslog?.problem ?? history?.problem ?? configuration.problem) === null &&
      (push ?? []).every(({ problem }) => problem === null) &&
      flags.isStateKept &&
      changesProblem === null &&
      flags.defect === null;
    return {
      status: snapshot === null || hasStalled ? 'down' : isWhole ? 'ok' : 'degraded',
      version: sources.version,
      uptime_seconds: Math.trunc(uptimeMs / 1000),
      problem: flags.defect,
      routers: [...world.routers].map(([id, router]) => toRouterHealth(id, router, pollers.get(id), now)),
      configuration: { loaded_at: toIso(configuration.loadedAt), problem: configuration.problem },
      mqtt,
      state,
      syslog,
      push,
      history,
      snapshot: snapshot?.meta ?? null,
    };
  };
}

function toRouterHealth(
  router: string,
  state: RouterState,
  poller: PollerHealth | undefined,
  now: number,
): RouterHealth {
  const reading = state.view?.reading;
  // it answered in an earlier run, and its devices are held until it answers again
  const isLost = state.memory.everAnswered && state.lastSuccessAt === null;
  const isShown = ({ status }: { status: string }, group: string) =>
    status !== 'absent' || group === 'registrations';
  const tables =
    reading === undefined ? [] : menuPaths.filter((path) => isShown(reading.tables[path], menus[path].group));
  return {
    router,
    reachable: reading !== undefined && answered(reading),
    breaker: poller?.breaker ?? reading?.breaker ?? 'closed',
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
