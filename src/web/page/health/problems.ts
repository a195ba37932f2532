/** What is wrong, each in a sentence, with what to do about it; worst first. */
import type { Health, RouterHealth } from '../../../record/health.ts';
import type { Warning } from '../../../record/snapshot.ts';
import { groupBy } from '../group.ts';
import type { Piece } from '../wifi/piece.ts';

export interface Finding {
  /** Distinct and steady, for as long as it lasts. */
  id: string;
  pieces: readonly Piece[];
  /** How it stands with it, in a further sentence; null when there is nothing to add. */
  more: string | null;
  /** Since when, ISO 8601; null when nobody knows. */
  since: string | null;
  /** In the words of the service; null when there are none. */
  message: string | null;
  remedy: string | null;
}

export function toFindings(health: Health): Finding[] {
  const warnings = health.snapshot?.warnings ?? [];
  const mute = health.routers.filter(({ reachable }) => !reachable);
  const found = [
    ...(health.status === 'down' ? [downFinding(health, mute.length)] : []),
    ...mute.map((router) => muteFinding(router, warnings)),
    ...health.routers
      .filter(({ reachable }) => reachable)
      .flatMap((router) => tableFindings(router, warnings)),
    ...otherWarnings(health, warnings),
    ...serviceFindings(health),
  ];
  if (found.length > 0 || health.status === 'ok') return found;
  return [plain('status', 'The service calls itself degraded, but names no reason')];
}

function downFinding({ snapshot, routers }: Health, muteCount: number): Finding {
  if (snapshot === null)
    return plain('down', 'Nothing was ever read: no router has told who is on WiFi since the start');
  const isAll = muteCount === routers.length;
  return plain(
    'down',
    isAll ? 'No router is read any more' : 'The routers are not read any more: the poll loops have stalled',
  );
}

function muteFinding(
  { router, breaker, tables, last_success_at }: RouterHealth,
  warnings: readonly Warning[],
): Finding {
  const failed = tables.find(({ status }) => status === 'failed');
  const own = warnings.filter((warning) => warning.router === router);
  const since = earliest(own) ?? last_success_at;
  return {
    id: `mute ${router}`,
    pieces: [
      'Router ',
      { name: router },
      ' has not answered',
      ...(since === null ? [' since the start'] : []),
    ],
    more: breaker === 'closed' ? null : 'It is asked less often until it does.',
    since,
    message: failed?.message ?? own[0]?.message ?? null,
    remedy: failed?.remedy ?? null,
  };
}

/** Tables that fail for the same reason are one finding. */
function tableFindings({ router, tables }: RouterHealth, warnings: readonly Warning[]): Finding[] {
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
          ? ` has not given ${names[0]}`
          : ` has not given ${own.length} tables (${names.join(', ')})`,
      ],
      more: null,
      since: earliest(about),
      message: own[0]!.message,
      remedy: own[0]!.remedy,
    };
  });
}

/** Doubts that no failed table explains. */
function otherWarnings({ routers }: Health, warnings: readonly Warning[]): Finding[] {
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
      pieces: ['Router ', { name: warning.router }, ` is in doubt about ${warning.table}`],
      more: null,
      since: warning.since_at,
      message: warning.message,
      remedy: null,
    }));
}

function serviceFindings({ mqtt, syslog, history, state }: Health): Finding[] {
  const found: Finding[] = [];
  if (mqtt !== null && (!mqtt.connected || mqtt.error_kind !== null)) {
    const sentence = mqtt.connected
      ? 'The MQTT broker refuses something'
      : 'The MQTT broker is not connected';
    found.push({ ...plain('mqtt', sentence), message: mqtt.message, remedy: mqtt.remedy });
  }
  const problems = [
    ['syslog', 'Log lines are not all taken', syslog?.problem],
    ['history', 'The history is not written', history?.problem],
    ['state', 'A restart forgets', state.problem],
  ] as const;
  for (const [id, sentence, problem] of problems)
    if (problem !== null && problem !== undefined) found.push({ ...plain(id, sentence), message: problem });
  return found;
}

/** One sentence for when nothing is found: what there is, does. */
export function allIsWell({ routers, mqtt, syslog, history }: Health): string {
  const tableCount = routers
    .flatMap(({ tables }) => tables)
    .filter(({ status }) => status === 'complete').length;
  const parts = [
    routers.length === 1 ? 'the router answers' : `${routers.length} routers answer`,
    `${tableCount} ${tableCount === 1 ? 'table is' : 'tables are'} read`,
    ...(mqtt === null ? [] : ['the broker is connected']),
    ...(syslog === null ? [] : ['log lines are taken']),
    ...(history === null ? [] : ['the history is written']),
  ];
  return `All is well: ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}.`;
}

function plain(id: string, sentence: string): Finding {
  return { id, pieces: [sentence], more: null, since: null, message: null, remedy: null };
}

function earliest(warnings: readonly Warning[]): string | null {
  return warnings.map(({ since_at }) => since_at).toSorted()[0] ?? null;
}
