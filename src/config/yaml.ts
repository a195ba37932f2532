/**
 * The text of the YAML file to plain values, and to the line of each key. Every scalar is read as text, so that `mac: 001122334455` and
 * `password: 0123` keep their zeros.
 */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { keyPath, type Note } from './problem.ts';

export interface Yaml {
  /** Maps, lists and strings; null where nothing is written. */
  value: unknown;
  /** The line of each key and item, by its key path, such as `devices[0].mac`. */
  lines: ReadonlyMap<string, number>;
}

/** Undefined when the text is not YAML, which has been noted. */
export function parseYaml(source: string, note: Note): Yaml | undefined {
  const lines = new LineCounter();
  const noteAt = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    note('CONFIG_FILE', `Line ${line}, column ${col}: ${message}`);
  };
  try {
    const document = parseDocument(source, {
      schema: 'failsafe',
      customTags: ['null'],
      stringKeys: true,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter: lines,
    });
    const quoted = quotedIn(document);
    const noBreakSpaces = noteNoBreakSpaces(source, noteAt);
    const errors = noBreakSpaces > 0 ? [] : firstPerLine([...document.errors, ...document.warnings], lines);
    for (const error of errors) {
      const { offset, message } = explainError(error, source, quoted);
      noteAt(offset, message);
    }
    const refused = noteReferences(document, noteAt) + noBreakSpaces;
    if (errors.length + refused > 0) return undefined;
    return { value: document.toJS() as unknown, lines: linesIn(document, lines) };
  } catch {
    return note('CONFIG_FILE', 'The file is nested too deeply. Write it as the manual shows.');
  }
}

/** Aliases would make the file larger than it looks; an anchor is usually a password that begins with &. */
function noteReferences(document: Document, noteAt: (offset: number, message: string) => void): number {
  let count = 0;
  const refuse = (offset: number | undefined, message: string) => {
    count++;
    noteAt(offset ?? 0, message);
  };
  visit(document, {
    Alias: (_, { range }) =>
      refuse(
        range?.[0],
        'Aliases are not supported. Write the value itself, in quotes if it begins with a *.',
      ),
    Scalar: (_, { anchor, range }) => {
      if (anchor !== undefined)
        refuse(
          range?.[0],
          'A value begins with &, which names it in YAML. Put the value into single quotes.',
        );
    },
  });
  return count;
}

/** They look like spaces and are text to YAML. Word processors and web pages write them. */
function noteNoBreakSpaces(source: string, noteAt: (offset: number, message: string) => void): number {
  const found = [...source.matchAll(/^[ \t-]*(?=[\u00A0\u2007\u202F\u3000])/gm)];
  for (const { index, 0: before } of found)
    noteAt(index + before.length, 'A no-break space begins the line. Write ordinary spaces.');
  return found.length;
}

// One mistake makes the parser report the rest of the line several times.
function firstPerLine(errors: readonly YAMLError[], lines: LineCounter): YAMLError[] {
  const seen = new Set<number>();
  return errors.filter((error) => {
    const { line } = lines.linePos(error.pos[0]);
    return !seen.has(line) && seen.add(line);
  });
}

interface Quoted {
  mark: '"' | "'";
  start: number;
  end: number;
}

function quotedIn(document: Document): Quoted[] {
  const found: Quoted[] = [];
  visit(document, {
    Scalar: (_, { type, range }: Scalar) => {
      if (range == null || (type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE')) return;
      found.push({ mark: type === 'QUOTE_DOUBLE' ? '"' : "'", start: range[0], end: range[1] });
    },
  });
  return found;
}

/** Where the mistake is, and what to write instead. No sentence repeats the text, which may be a password. */
function explainError(
  { code, message, pos: [offset] }: YAMLError,
  source: string,
  quoted: readonly Quoted[],
): { offset: number; message: string } {
  const at = (text: string, where = offset) => ({ offset: where, message: text });
  const around = quoted.find(({ start, end }) => start < offset && offset <= end);
  if (message.startsWith('Missing closing') && around !== undefined)
    return at(
      `A ${around.mark} opens a text here and nothing closes it. ${CLOSE[around.mark]}`,
      around.start,
    );
  if (code === 'UNEXPECTED_TOKEN' && around !== undefined && offset === around.end)
    // the mark that ends the text too early
    return at(INNER[around.mark], offset - 1);
  if (code === 'TAG_RESOLVE_FAILED')
    return at('Tags such as !secret are not supported. Use a key such as password_file.');
  if (code === 'DUPLICATE_KEY') return at('The key is here for the second time. Keep one of them.');
  if (code === 'TAB_AS_INDENT') return at('A tab begins the line. Write spaces.');
  if (/^[\w-]+:[^\s]/.test(source.slice(offset)) && /map values/.test(message))
    return at('No space follows the colon. Write the key, a colon, a space and the value.');
  const what = /^(?:UNEXPECTED_TOKEN|BAD_DQ_ESCAPE|BAD_SCALAR_START|BAD_DIRECTIVE)$/.test(code)
    ? 'YAML does not allow this text here'
    : message.replace(/[:"'].*$/s, '').trim();
  return at(`${what}. Correct it, or put the text into single quotes.`);
}

const CLOSE = {
  '"': 'Write a " at its end, and \\" for each one within.',
  "'": 'Write a \' at its end, and double quotes around a text with an apostrophe: "like this".',
} as const;

const INNER = {
  '"': 'The text ends at a " within it. Write \\" for each one within, or put the text into single quotes.',
  "'": 'The text in single quotes ends at its apostrophe. Put it into double quotes: "like this".',
} as const;

function linesIn(document: Document, counter: LineCounter): Map<string, number> {
  const lines = new Map<string, number>();
  const add = (path: string, node: unknown) => {
    const { range } = node as { range?: readonly [number, number, number] | null };
    if (range != null) lines.set(path, counter.linePos(range[0]).line);
  };
  const walk = (node: ParsedNode | null, path: string): void => {
    if (isMap(node))
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        const at = keyPath(path, name);
        add(at, key);
        walk(value as ParsedNode | null, at);
      }
    if (isSeq(node))
      for (const [index, item] of node.items.entries()) {
        add(`${path}[${index}]`, item);
        walk(item as ParsedNode | null, `${path}[${index}]`);
      }
  };
  walk(document.contents as ParsedNode | null, '');
  return lines;
}
