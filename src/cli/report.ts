/** What `check` has found, in the order it was found: the lines of each part, and what to print before and after them. */
import { counted } from './counted.ts';
import type { Say } from './say.ts';

export interface Line {
  mark: '✓' | '✗' | '!' | ' ';
  topic: string;
  text: string;
}

export interface Part {
  title: string;
  lines: Line[];
}

export interface Report {
  say: Say;
  begin: (title: string) => void;
  parts: readonly Part[];
}

export function createReport(): Report {
  const parts: Part[] = [];
  return {
    parts,
    begin: (title) => void parts.push({ title, lines: [] }),
    say: (mark, topic, text) => void parts.at(-1)!.lines.push({ mark, topic, text }),
  };
}

export function toText({ mark, topic, text }: Line): string {
  return `  ${mark} ${topic.padEnd(12)} ${text}`;
}

/** One line: how many parts are well, and how many lines to look at. */
export function summaryOf(parts: readonly Part[]): string {
  const well = parts.filter(({ lines }) => lines.every(({ mark }) => mark !== '✗')).length;
  const count = (mark: Line['mark']) =>
    parts.flatMap(({ lines }) => lines).filter((line) => line.mark === mark).length;
  const counts = `${counted(count('✗'), 'problem')}, ${counted(count('!'), 'warning')}`;
  return `Checked: ${well} of ${parts.length} without a problem (${counts}).`;
}

/** The lines with a problem, each with its part; without the words that lead to the lines below them. */
export function problemLines(parts: readonly Part[]): string[] {
  return parts.flatMap(({ title, lines }) =>
    lines
      .filter(({ mark }) => mark === '✗')
      .map(({ topic, text }) => `  ✗ ${title}: ${topic}: ${text.replace(/ [^.]*:$/, '')}`),
  );
}

/** For programs: each check with the lines that explain it. */
export function toJson(parts: readonly Part[]) {
  return parts.map(({ title, lines }) => {
    const checks: {
      result: 'ok' | 'failed' | 'warning' | 'note';
      topic: string;
      text: string;
      details: string[];
    }[] = [];
    for (const { mark, topic, text } of lines)
      if (topic === '' && checks.length > 0) checks.at(-1)!.details.push(text.trim());
      else checks.push({ result: RESULTS[mark], topic, text, details: [] });
    return { title, ok: checks.every(({ result }) => result !== 'failed'), checks };
  });
}

const RESULTS = { '✓': 'ok', '✗': 'failed', '!': 'warning', ' ': 'note' } as const;
