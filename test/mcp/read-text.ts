/** Reads the text of an answer back into a record, as strictly as it is written. */

export interface ReadText {
  notes: string[];
  record: Record<string, unknown>;
}

export function readText(text: string): ReadText {
  const [, ...lines] = text.split('\n');
  const notes = lines.filter((line) => line.startsWith('! ')).map((line) => line.slice(2));
  return { notes, record: readObject(lines.slice(notes.length)) };
}

function readObject(lines: readonly string[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (let index = 0; index < lines.length; ) {
    const line = lines[index++]!;
    const block = /^([\w.-]+):$/.exec(line)?.[1];
    if (block === undefined) {
      readPairs(line, record);
      continue;
    }
    const items: string[][] = [];
    for (; /^(?:- | {2})/.test(lines[index] ?? ''); index++) {
      if (lines[index]!.startsWith('- ')) items.push([]);
      items.at(-1)!.push(lines[index]!.slice(2));
    }
    set(record, block, items.map(readObject));
  }
  return record;
}

const STRING = '"(?:\\\\.|[^"\\\\])*"';
const PAIR = new RegExp(`([\\w.-]+)=(\\[(?:${STRING}|[^\\]"])*\\]|${STRING}|[^\\s"\\[]+)(?: |$)`, 'gy');

function readPairs(line: string, record: Record<string, unknown>): void {
  let end = 0;
  for (const [pair, path, value] of line.matchAll(PAIR)) {
    end += pair.length;
    set(record, path!, readValue(value!));
  }
  if (end !== line.length) throw new Error(`Not a line of pairs: ${line}`);
}

function readValue(text: string): unknown {
  if (text.startsWith('[')) {
    const items = [...text.slice(1, -1).matchAll(new RegExp(`${STRING}|[^,\\s]+`, 'g'))];
    return items.map(([item]) => readValue(item));
  }
  if (text.startsWith('"')) return JSON.parse(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function set(record: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop()!;
  let at = record;
  for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>;
  at[last] = value;
}

/** A record as its text shows it: without what has no value. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  const entries = known.map(([key, inner]) => [key, withoutNulls(inner)] as const);
  // an object without any value has no field to show
  return Object.fromEntries(
    entries.filter(([, inner]) => Array.isArray(inner) || JSON.stringify(inner) !== '{}'),
  );
}
