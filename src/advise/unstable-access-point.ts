/** An access point loses its devices at one stroke again and again: it restarts, or its cable does. */
import { DAY_MS, MINUTE_MS, TIMES } from './constant.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import type { Survey } from './survey.ts';
import type { Span } from './tally.ts';

/** Of the past that is looked at. */
export const DAYS = 7;
export const MIN_DAYS = 2;
/** So many devices, and at least this part of those it had, within a minute. */
export const MIN_DEVICES = 3;
export const MIN_PART = 0.7;

export const unstableAccessPoint: Kind = {
  kind: 'unstable_access_point',
  lacks: lacksDays(MIN_DAYS),
  *find(survey) {
    for (const { access_point_id: id } of survey.snapshot.accessPoints) yield judge(survey, id);
  },
};

function judge(survey: Survey, id: string): Found | null {
  const sinceAt = survey.at - DAYS * DAY_MS;
  const told = survey.restarts?.filter((restart) => restart.accessPointId === id && restart.at >= sinceAt);
  const outages = told?.map(({ at }) => at) ?? outagesOf(survey.tally.spans.get(id) ?? [], sinceAt);
  if (outages.length < TIMES) return null;
  const name = survey.accessPointName(id);
  return {
    severity: 'problem',
    confidence: told === undefined ? 'medium' : 'high',
    subject: { type: 'access_point', id, name },
    title: `${name} lost all its devices ${outages.length} times in ${DAYS} days`,
    detail: `${name} ${told === undefined ? 'lost nearly all of its devices within a minute' : 'restarted'} ${outages.length} times, last at ${new Date(outages.at(-1)!).toISOString()}.`,
    evidence: {
      samples: outages.length,
      since_at: new Date(outages[0]!).toISOString(),
      until_at: new Date(outages.at(-1)!).toISOString(),
      measured_earlier: ['outages'],
      outages: outages.length,
    },
    remedy: `Look at the power supply and the cable of ${name}, and at its log for restarts.`,
    commands: ['/log/print where topics~"system|critical|interface"'],
    proposal: null,
  };
}

/** Starts of the minutes in which nearly all devices left. */
function outagesOf(all: readonly Span[], sinceAt: number): number[] {
  const ended = all.filter(({ toAt }) => toAt >= sinceAt && toAt !== Number.POSITIVE_INFINITY);
  const ordered = ended.toSorted((a, b) => a.toAt - b.toAt);
  const outages: number[] = [];
  for (let index = 0; index < ordered.length; ) {
    const at = ordered[index]!.toAt;
    let end = index;
    while (end < ordered.length && ordered[end]!.toAt < at + MINUTE_MS) end += 1;
    const lost = ordered.slice(index, end).filter(({ isLost }) => isLost).length;
    if (lost >= MIN_DEVICES) {
      const there = all.filter(({ fromAt, toAt }) => fromAt < at && toAt >= at).length;
      if (lost >= MIN_PART * there) outages.push(at);
    }
    index = end;
  }
  return outages;
}
