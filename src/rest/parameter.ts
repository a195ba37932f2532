/** Patterns of parameters for OpenAPI: rules that the record schemas express as functions, or that `target.ts` checks. */
import { ADDRESS } from '../record/ip.ts';

interface Schema {
  type?: string;
  enum?: unknown;
  pattern?: string;
  items?: Schema;
}

interface Parameter {
  name: string;
  in: string;
  schema?: Schema;
}

// no control character anywhere
const TEXT = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';
const HEX = '[0-9A-Fa-f]';

/** By name of the parameter. No pattern can express that since is before until. */
const patterns: Record<string, string> = {
  mac: `^(?![0:.-]+$|[Ff:.-]+$)(?:${HEX}{2}(?::${HEX}{2}){5}|${HEX}{2}(?:-${HEX}{2}){5}|${HEX}{4}(?:[.]${HEX}{4}){2}|${HEX}{12})$`,
  // a zone may follow
  ip: `^${ADDRESS}(?:%[^/\\u0000-\\u001f\\u007f-\\u009f]*)?$`,
  since: momentPattern(),
  until: momentPattern(),
};

/** Adds a pattern to every text parameter in path or query that has none. */
export function addPatterns(document: object): void {
  const { paths = {} } = document as { paths?: Record<string, Record<string, { parameters?: Parameter[] }>> };
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  for (const { name, in: place, schema } of operations.flatMap(({ parameters = [] }) => parameters)) {
    const text = schema?.items ?? schema;
    if (place !== 'header' && text?.type === 'string' && text.enum === undefined)
      text.pattern ??= patterns[name] ?? TEXT;
  }
}

// as `toMoment` reads it; a plus sign in a query string decodes to a space, which it accepts as a plus sign
function momentPattern(): string {
  const zone = '(?:Z|[+ -](?:[01][0-9]|2[0-3]):[0-5][0-9])?';
  const time = `T(?:[01][0-9]|2[0-3])(?::[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?)?${zone}`;
  const date = `[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])(?:${time})?)?)?`;
  return `^(?:[0-9]{1,6}[smhd]|[0-9]{12,14}|${date})$`;
}
