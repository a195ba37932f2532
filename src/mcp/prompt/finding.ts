/** Findings for the text of a prompt: ids, kinds and numbers. Their titles and details quote names, so they are attached. */
import { type Check, type Finding, selectFindings } from '../../record/finding.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { type Contents, toContents } from '../resource.ts';
import { FINDINGS } from '../uri.ts';
import { some } from './fact.ts';

const MAX_LISTED = 20;

/** A paragraph: the findings as lines, or that there are none. */
export function findingText(what: string, findings: readonly Finding[]): string {
  return findings.length === 0
    ? `${what}: none.`
    : `${what}, worst first, by finding_id as in the attached list:\n${some(findings.map(toLine), MAX_LISTED)}`;
}

function toLine({ finding_id, kind, severity, subject, confidence, evidence }: Finding): string {
  const about = /^[0-9a-f]{12}$/.test(subject.id) ? ` ${subject.id}` : '';
  const numbers = Object.entries(evidence).flatMap(([name, value]) =>
    typeof value === 'number' && name !== 'samples' ? [`${name} ${value}`] : [],
  );
  return `- ${finding_id}: ${severity} ${kind}, ${subject.type}${about}, confidence ${confidence}${numbers.map((one) => `, ${one}`).join('')}`;
}

/** What no finding does not mean. */
export function unjudgedText(checks: readonly Check[]): string {
  const unjudged = checks.filter(({ reason }) => reason !== null).map(({ kind }) => kind);
  return unjudged.length === 0
    ? 'Every kind of finding was judged: one without a finding is fine.'
    : `Not judged, so their absence says nothing: ${unjudged.join(', ')}. The checks in the attached list say why.`;
}

export function attachedFindings({ checks, meta }: Snapshot, findings: readonly Finding[]): Contents {
  return toContents(FINDINGS, { findings, checks }, meta.taken_at);
}

/** Of a device, of the access point that it is on, or of its network. */
export function findingsAbout({ findings }: Snapshot, ids: readonly (string | null)[]): readonly Finding[] {
  return selectFindings(findings).filter(({ subject }) => ids.includes(subject.id));
}
