/** The two text formats, read more strictly than Prometheus does: whatever is wrong is thrown, with its line. */

export interface Series {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  help: string;
  type: string;
  series: Series[];
}

const TYPES = ['counter', 'gauge', 'histogram', 'summary'];
const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(,|$)/y;
const NUMBER = /^-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** By the name in the comments. */
export function parse(text: string, form: 'prometheus' | 'openmetrics' = 'prometheus'): Map<string, Family> {
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: { name: string; help: string; family: Family | null } | null = null;
  let body = text;
  if (form === 'openmetrics') {
    if (!text.endsWith('\n# EOF\n')) throw new Error('no # EOF at the end');
    body = text.slice(0, -'# EOF\n'.length);
  }
  if (!body.endsWith('\n')) throw new Error('the last line does not end');
  for (const line of body.slice(0, -1).split('\n')) {
    const fail = (why: string) => new Error(`${why}: ${line}`);
    if (line === '') {
      if (form === 'openmetrics') throw fail('a blank line');
      continue;
    }
    const [, kind, name, rest] = COMMENT.exec(line) ?? [];
    if (kind === 'HELP') {
      if (families.has(name!)) throw fail('a family twice');
      current = { name: name!, help: rest!, family: null };
    } else if (kind === 'TYPE') {
      if (current === null || current.name !== name || current.family !== null)
        throw fail('TYPE without its HELP');
      if (!TYPES.includes(rest!)) throw fail('no such type');
      current.family = { help: current.help, type: rest!, series: [] };
      families.set(name!, current.family);
    } else {
      if (current === null || current.family === null) throw fail('a sample without HELP and TYPE');
      const series = toSeries(line, fail);
      if (!namesOf(current.name, current.family.type, form).includes(series.name))
        throw fail(`no sample of ${current.name}`);
      // an empty label is none
      const labels = Object.entries(series.labels).filter(([, text]) => text !== '');
      const key = JSON.stringify([series.name, labels.map(String).toSorted()]);
      if (seen.has(key)) throw fail('a series twice');
      seen.add(key);
      current.family.series.push(series);
    }
  }
  for (const [name, family] of families) check(name, family, form);
  return families;
}

function toSeries(line: string, fail: (why: string) => Error): Series {
  const [, name, inner, number] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw fail('no sample');
  if (!NUMBER.test(number!)) throw fail('no number');
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let at = 0; inner !== undefined && at < inner.length; at = LABEL.lastIndex) {
    const [whole, label, escaped] = LABEL.exec(inner) ?? [];
    if (whole === undefined || Object.hasOwn(labels, label!)) throw fail('bad labels');
    labels[label!] = escaped!.replaceAll(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : String(letter)));
  }
  return { name, labels, value: Number(number) };
}

function namesOf(name: string, type: string, form: string): string[] {
  if (type === 'histogram') return ['_bucket', '_sum', '_count'].map((suffix) => name + suffix);
  return type === 'counter' && form === 'openmetrics' ? [`${name}_total`] : [name];
}

function check(name: string, { type, series }: Family, form: string): void {
  if (type === 'counter') {
    if (form === 'prometheus' && !name.endsWith('_total')) throw new Error(`${name} is a counter`);
    if (form === 'openmetrics' && name.endsWith('_total')) throw new Error(`${name} must lose its _total`);
    if (series.some(({ value }) => value < 0)) throw new Error(`${name} counts below 0`);
  }
  if (type !== 'histogram') return;
  const groups = new Map<string, Series[]>();
  for (const one of series) {
    const own = JSON.stringify({ ...one.labels, le: undefined });
    groups.set(own, [...(groups.get(own) ?? []), one]);
  }
  for (const [own, members] of groups) {
    const of = (suffix: string) => members.filter((one) => one.name === name + suffix);
    const buckets = of('_bucket').map(({ labels, value }) => ({
      le: Number(labels['le']!.replace('+Inf', 'Infinity')),
      value,
    }));
    const isOrdered = buckets.every(({ le, value }, index) => {
      const before = buckets[index - 1];
      return before === undefined || (before.le < le && before.value <= value);
    });
    if (!isOrdered || buckets.at(-1)?.le !== Infinity) throw new Error(`${name} ${own}: bad buckets`);
    if (of('_sum').length !== 1 || of('_count')[0]?.value !== buckets.at(-1)?.value)
      throw new Error(`${name} ${own}: sum or count`);
  }
}

/** The value of the one series with these labels; null when there is none. */
export function valueOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | null {
  const all = [...families.values()].flatMap(({ series }) => series).filter((series) => series.name === name);
  const found = all.filter((series) =>
    Object.entries(labels).every(([label, value]) => series.labels[label] === value),
  );
  if (found.length > 1) throw new Error(`${found.length} series of ${name} ${JSON.stringify(labels)}`);
  return found[0]?.value ?? null;
}
