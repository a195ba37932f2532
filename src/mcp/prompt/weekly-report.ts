/** Prompt: what the last week was like, from findings and events. */
import { selectFindings } from '../../record/finding.ts';
import type { Prompt } from '../prompt.ts';
import { healthCheck } from '../../question/health-check.ts';
import { listAccessPoints } from '../../question/list-access-points.ts';
import { listEvents } from '../../question/list-events.ts';
import { listFindings } from '../../question/list-findings.ts';
import { listSessions } from '../../question/list-sessions.ts';
import { untrusted } from './fact.ts';
import { attachedFindings, findingText, unjudgedText } from './finding.ts';

const WEEK_MS = 7 * 86_400_000;

export const weeklyReport: Prompt = {
  name: 'weekly_report',
  title: 'Weekly report',
  description: 'What was found in the last week, what holds on, and what to do next, for a person.',
  arguments: [],
  write(snapshot, _given, { history }) {
    const all = selectFindings(snapshot.findings);
    const isNew = ({ first_seen_at }: (typeof all)[number]) =>
      Date.parse(first_seen_at) >= snapshot.takenAt - WEEK_MS;
    return {
      text: [
        'Write a report about this WiFi network for the last seven days. Your access is read-only.',
        findingText('New findings of this week', all.filter(isNew)),
        findingText(
          'Findings that are older and still hold',
          all.filter((finding) => !isNew(finding)),
        ),
        unjudgedText(snapshot.checks),
        [
          `- Call ${listEvents.name} with since=7d: who roamed and disconnected most, and which devices were new?`,
          ...(history ? [`- Call ${listSessions.name} with since=7d for what the events leave open.`] : []),
          `- Call ${listAccessPoints.name}: is one not reachable, or restarted?`,
          `- Call ${healthCheck.name}: was everything read? What was not read cannot be judged.`,
          `- Call ${listFindings.name} for more findings than are attached.`,
        ].join('\n'),
        'At most a page: first what changed, then what holds on, then the one or two things worth doing, each with its numbers and its command. Say what could not be judged. Invent nothing.',
        untrusted,
      ],
      attached: [attachedFindings(snapshot, all)],
    };
  },
};
