/** The life of a finding: it begins, is found again, ends a day after it was last found, and is the same if it comes back within a week. */
import type { Check, Finding, FindingKind, Tracked } from '../record/finding.ts';
import { DAY_MS } from './constant.ts';
import type { Advice } from './advise.ts';

export const ENDS_AFTER_MS = DAY_MS;
export const SAME_WITHIN_MS = 7 * DAY_MS;

export interface TrackOptions {
  at: number;
  /** SHA-256 as hex digits. */
  sha256: (text: string) => string;
}

export const nothingTracked: Tracked = { findings: [], ended: [] };

/** `begun`: those that are new. The caller knows which of them are ignored. */
export function track(
  { findings, ended }: Tracked,
  { found, checks }: Advice,
  { at, sha256 }: TrackOptions,
): Tracked & { begun: Finding[] } {
  const now = new Date(at).toISOString();
  const before = new Map([...ended, ...findings].map((finding) => [finding.finding_id, finding]));
  const open = new Set(findings.map(({ finding_id }) => finding_id));
  const unjudged = new Set(checks.filter(isUnjudged).map(({ kind }) => kind));
  const next = new Map<string, Finding>();
  const begun: Finding[] = [];
  for (const one of found) {
    const finding_id = toFindingId(one.kind, one.subject, sha256);
    const known = before.get(finding_id);
    const isSame =
      known !== undefined && at - Date.parse(known.last_seen_at) < ENDS_AFTER_MS + SAME_WITHIN_MS;
    const finding: Finding = {
      finding_id,
      ...one,
      first_seen_at: isSame ? known.first_seen_at : now,
      last_seen_at: now,
      ignored: false,
    };
    next.set(finding_id, finding);
    if (!isSame) begun.push(finding);
  }
  const over: Finding[] = [];
  for (const [id, finding] of before) {
    if (next.has(id)) continue;
    const age = at - Date.parse(finding.last_seen_at);
    if (age >= ENDS_AFTER_MS + SAME_WITHIN_MS) continue;
    // what cannot be judged now has not ended
    if (open.has(id) && (age < ENDS_AFTER_MS || unjudged.has(finding.kind))) {
      next.set(id, finding);
    } else over.push(finding);
  }
  return { findings: [...next.values()], ended: over, begun };
}

/** The first 12 hex digits of the SHA-256 of kind and subject. */
export function toFindingId(
  kind: FindingKind,
  subject: Finding['subject'],
  sha256: (text: string) => string,
): string {
  return sha256(`${kind}\n${subject.type}\n${subject.id}`).slice(0, 12);
}

function isUnjudged({ status }: Check): boolean {
  return status === 'not_enough_data' || status === 'not_supported';
}
