/** The problems in a health record, each as a sentence with its remedy; worst first. */
import type { Health, RouterHealth } from '../../../record/health.ts';
import type { Warning } from '../../../record/snapshot.ts';
import { groupBy } from '../group.ts';
import type { Piece } from '../piece.ts';
import { toRouterWords } from '../router-state.ts';

export interface HealthProblem {
  /** Unique, and stable while the problem lasts. */
  id: string;
  pieces: readonly Piece[];
  /** A further sentence about the state; null for none. */
  more: string | null;
  /** Since when, ISO 8601; null when unknown. */
  since: string | null;
  /** The message of the service; null for none. */
  message: string | null;
  remedy: string | null;
}

export function toHealthProblems(health: Health): HealthProblem[] {
  const warnings = health.snapshot?.warnings ?? [];
  const silent = health.routers.filter(({ reachable }) => !reachable);
  const found = [
    ...(health.status === 'down' ? [downProblem(health, silent.length)] : []),
    ...silent.map((router) => silentRouterProblem(router, warnings)),
    ...health.routers
      .filter(({ reachable }) => reachable)
      .flatMap((router) => tableProblems(router, warnings)),
    ...otherWarnings(health, warnings),
    ...serviceProblems(health),
  ];
  if (found.length > 0 || health.status === 'ok') return found;
  return [plain('status', 'The service reports degraded without giving a reason')];
}

function downProblem({ snapshot, routers }: Health, silentCount: number): HealthProblem {
  if (snapshot === null) return plain('down', 'No router has been read since the service started');
  const isAll = silentCount === routers.length;
  return plain('down', isAll ? 'No router gives data' : 'Routers are no longer read: polling has stalled');
}

function silentRouterProblem(
  { router, breaker, tables, last_success_at }: RouterHealth,
  warnings: readonly Warning[],
): HealthProblem {
  const failed = tables.find(({ status }) => status === 'failed');
  const own = warnings.filter((warning) => warning.router === router);
  const since = earliest(own) ?? last_success_at;
  return {
    id: `silent ${router}`,
    pieces: [
      'Router ',
      { name: router },
      ` ${toRouterWords(failed?.error_kind ?? own[0]?.kind ?? null).since}`,
      ...(since === null ? [' since the service started'] : []),
    ],
    more: breaker === 'closed' ? null : 'It is polled less often until it does.',
    since,
    message: failed?.message ?? own[0]?.message ?? null,
    remedy: failed?.remedy ?? null,
  };
}

/** Tables that fail for the same reason are one problem. */
function tableProblems({ router, tables }: RouterHealth, warnings: readonly Warning[]): HealthProblem[] {
  const failed = tables.filter(({ status }) => status === 'failed');
  return [...groupBy(failed, ({ error_kind, remedy }) => `${error_kind} ${remedy}`)].map(([, own]) => {
    const names = own.map(({ table }) => table);
    const about = warnings.filter((one) => one.router === router && names.includes(one.table));
    return {
      id: `tables ${router} ${names.join(' ')}`,
      pieces: [
        'Router ',
        { name: router },
        own.length === 1
          ? ` has not returned ${names[0]}`
          : ` has not returned ${own.length} tables (${names.join(', ')})`,
      ],
      more: null,
      since: earliest(about),
      message: own[0]!.message,
      remedy: own[0]!.remedy,
    };
  });
}

/** Warnings that no failed table explains. */
function otherWarnings({ routers }: Health, warnings: readonly Warning[]): HealthProblem[] {
  const explained = (warning: Warning) => {
    const router = routers.find((one) => one.router === warning.router);
    if (router === undefined) return false;
    const table = router.tables.find((one) => one.table === warning.table);
    return !router.reachable || table?.status === 'failed';
  };
  return warnings
    .filter((warning) => !explained(warning))
    .map((warning) => ({
      id: `warning ${warning.router} ${warning.table} ${warning.kind}`,
      pieces: ['Router ', { name: warning.router }, ` has had suspect data in ${warning.table}`],
      more: null,
      since: warning.since_at,
      message: warning.message,
      remedy: null,
    }));
}

function serviceProblems({
  problem: defect,
  mqtt,
  syslog,
  history,
  state,
  configuration,
  push,
}: Health): HealthProblem[] {
  const found: HealthProblem[] = [];
  if (mqtt !== null && (!mqtt.connected || mqtt.error_kind !== null)) {
    const sentence = mqtt.connected ? 'The MQTT broker rejects requests' : 'The MQTT broker is not connected';
    found.push({ ...plain('mqtt', sentence), message: mqtt.message, remedy: mqtt.remedy });
  }
  const problems = [
    ['defect', 'Some readings cannot be processed', defect],
    ['syslog', 'Some log lines are not received', syslog?.problem],
    ['history', 'The history is not being recorded', history?.problem],
    ['configuration', 'A newer configuration was refused; the one before holds', configuration.problem],
    ...(push ?? []).map(
      ({ router, problem }) =>
        [`push ${router}`, `Log lines of ${router} are not received`, problem] as const,
    ),
    ['state', 'State is not being saved; a restart will lose it', state.problem],
  ] as const;
  for (const [id, sentence, problem] of problems)
    if (problem !== null && problem !== undefined) found.push({ ...plain(id, sentence), message: problem });
  return found;
}

/** The sentence for a service without problems. */
export function allIsWell({ routers, mqtt, syslog, history }: Health): string {
  const tableCount = routers
    .flatMap(({ tables }) => tables)
    .filter(({ status }) => status === 'complete').length;
  const parts = [
    routers.length === 1 ? 'the router answers' : `${routers.length} routers answer`,
    `${tableCount} ${tableCount === 1 ? 'table is' : 'tables are'} read`,
    ...(mqtt === null ? [] : ['the broker is connected']),
    ...(syslog === null ? [] : ['log lines are received']),
    ...(history === null ? [] : ['the history is recorded']),
  ];
  return `All is well: ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}.`;
}

function plain(id: string, sentence: string): HealthProblem {
  return { id, pieces: [sentence], more: null, since: null, message: null, remedy: null };
}

function earliest(warnings: readonly Warning[]): string | null {
  return warnings.map(({ since_at }) => since_at).toSorted()[0] ?? null;
}
