/** Records of findings: what the network's own past suggests, and what could not be judged. */
import { z } from 'zod';
import { parseMac, toId } from '../parse/mac.ts';

export const findingKinds = [
  'sticky_client',
  'wrong_access_point',
  'ping_pong',
  'weak_coverage',
  'transition_threshold',
  'cell_size',
  'roaming_support',
  'shared_channel',
  'crowded_band',
  'slow_client',
  'refused',
  'unstable_device',
  'unstable_access_point',
  'firmware',
  'stray_rule',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Mildest first. */
export const severities = ['info', 'warning', 'problem'] as const;
export const confidences = ['low', 'medium', 'high'] as const;
export const subjectTypes = ['device', 'access_point', 'network', 'router', 'rule'] as const;
export const checkStatuses = ['found', 'none', 'not_enough_data', 'not_supported'] as const;

const time = () => z.string().meta({ format: 'date-time' });

export const subjectSchema = z.strictObject({
  type: z.enum(subjectTypes).describe('What the finding is about.'),
  id: z
    .string()
    .describe(
      'device_id, access_point_id, SSID, id of the router, or router and .id of the access-list rule.',
    ),
  name: z.string().describe('Its name now; untrusted text from the network.'),
});

export const evidenceSchema = z
  .object({
    samples: z.int().describe('Number of readings, associations or events that the finding rests on.'),
    since_at: time().nullable().describe('Time of the oldest of them; null for the present configuration.'),
    until_at: time().describe('Time of the newest of them.'),
    measured_earlier: z
      .array(z.string())
      .describe('Names of the numbers below that were measured at another time than now.'),
  })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
  .describe('The numbers behind the finding, each with its unit in its name.');

export const proposalSchema = z
  .strictObject({
    action: z.string().describe('Action of a change, such as set_roaming.'),
    input: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .describe('Input of the action.'),
  })
  .describe('A change that would remedy it.');

export const findingSchema = z.strictObject({
  finding_id: z.string().describe('12 hex digits; the same for the same kind and subject.'),
  kind: z.enum(findingKinds).describe('What was found.'),
  severity: z.enum(severities).describe('info: could be better. warning: devices suffer. problem: act soon.'),
  subject: subjectSchema.describe('What it is about.'),
  title: z.string().describe('One line.'),
  detail: z.string().describe('What was measured, and what it means.'),
  evidence: evidenceSchema,
  confidence: z.enum(confidences).describe('By the amount and age of the evidence.'),
  remedy: z.string().describe('What to do.'),
  commands: z.array(z.string()).describe('RouterOS commands that do it; empty where none does.'),
  proposal: proposalSchema
    .nullable()
    .describe('The same as a change to review; null where no action does it.'),
  first_seen_at: time().describe('When it was first found.'),
  last_seen_at: time().describe('When it was last found; it ends 24 hours later.'),
  ignored: z.boolean().describe('The configuration ignores it: it is in no count, message or event.'),
});

export const checkSchema = z.strictObject({
  kind: z.enum(findingKinds).describe('Kind of finding.'),
  status: z
    .enum(checkStatuses)
    .describe('found; none; not_enough_data or not_supported: nothing can be said, for the reason given.'),
  reason: z.string().nullable().describe('Why nothing can be said; null if it was judged.'),
});

export const findingQuerySchema = z.strictObject({
  kind: z.array(z.enum(findingKinds)).min(1).max(100).optional().describe('Kind of finding.'),
  severity: z.enum(severities).optional().describe('This severity or worse.'),
  subject: z.string().min(1).max(128).optional().describe('What it is about: id, MAC address, SSID or name.'),
  include_ignored: z.enum(['true', 'false']).optional().describe('true: also ignored ones. Default: false.'),
});

export type Finding = z.infer<typeof findingSchema>;
export type Check = z.infer<typeof checkSchema>;
export type FindingQuery = z.infer<typeof findingQuerySchema>;

/** What of findings outlives the process. */
export interface Tracked {
  /** Those that hold. */
  findings: readonly Finding[];
  /** Those that ended, and would be the same if they came back. */
  ended: readonly Finding[];
}

/** Findings and checks of one computation. */
export interface Findings extends Tracked {
  /** One of each kind. */
  checks: readonly Check[];
}

const NOT_YET = 'Findings have not been computed since the start. The first time is within a minute.';

/** Before the first computation nothing is judged. */
export const notComputed: readonly Check[] = findingKinds.map((kind) => ({
  kind,
  status: 'not_enough_data',
  reason: NOT_YET,
}));

export function areComputed(checks: readonly Check[]): boolean {
  return checks.some(({ reason }) => reason !== NOT_YET);
}

/** What an operator takes out of counts, messages and events. `subject`: as in a query. */
export interface Ignored {
  kind: string;
  subject: string;
}

export function isIgnored(
  { kind, subject }: Pick<Finding, 'kind' | 'subject'>,
  ignored: readonly Ignored[],
): boolean {
  return ignored.some((one) => one.kind === kind && isSubject(subject, one.subject));
}

/** A subject is named by its id in any notation, or by its name. */
function isSubject({ type, id, name }: Finding['subject'], wanted: string): boolean {
  if (name === wanted || id.toLowerCase() === wanted.toLowerCase()) return true;
  const mac = type === 'device' || type === 'access_point' ? parseMac(wanted) : null;
  return mac !== null && toId(mac) === id;
}

/** Worst first; those of one severity newest first. */
export function selectFindings(
  findings: readonly Finding[],
  { kind, severity = 'info', subject, include_ignored: isIgnoredIncluded = 'false' }: FindingQuery = {},
): Finding[] {
  const rank = (one: Finding['severity']) => severities.indexOf(one);
  return findings
    .filter(
      (finding) =>
        (kind === undefined || kind.includes(finding.kind)) &&
        rank(finding.severity) >= rank(severity) &&
        (subject === undefined || isSubject(finding.subject, subject)) &&
        (isIgnoredIncluded === 'true' || !finding.ignored),
    )
    .sort(
      (a, b) =>
        rank(b.severity) - rank(a.severity) ||
        Date.parse(b.first_seen_at) - Date.parse(a.first_seen_at) ||
        (a.finding_id < b.finding_id ? -1 : 1),
    );
}

export interface FindingCounts {
  problem: number;
  warning: number;
  info: number;
}

/** Ignored findings do not count. */
export function countFindings(findings: readonly Finding[]): FindingCounts {
  const counts: FindingCounts = { problem: 0, warning: 0, info: 0 };
  for (const { severity, ignored } of findings) if (!ignored) counts[severity] += 1;
  return counts;
}
