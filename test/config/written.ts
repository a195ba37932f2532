/** The texts that follow from the table of variables: `.env.example`, the manual's table and the options of the add-on. */
import { type VariableName, names, rows } from '../../src/config/variable.ts';

/** The variables of the smallest configuration. */
export const first: readonly VariableName[] = [
  'ROUTEROS_URL',
  'ROUTEROS_USERNAME',
  'ROUTEROS_PASSWORD',
  'API_KEY',
];

export function envExample(): string {
  const [four, others] = [true, false].map((isFirst) =>
    names.filter((name) => first.includes(name) === isFirst).map(envBlock),
  );
  const head = `# Copy this file to .env and fill in the first four. Put a value with spaces or one of # $ " in single quotes: 'like this'.
# A secret may be in a file of its own instead: API_KEY_FILE=/run/secrets/api_key
`;
  const middle = '# All others, with their defaults or, where there is none, an example.\n';
  return [head, ...four!, middle, ...others!].join('\n');
}

function envBlock(name: VariableName): string {
  const { meaning, secret, default: usual, example } = rows[name];
  const line = `${name}=${usual ?? example ?? ''}`;
  const also = secret === true ? ` Or ${name}_FILE.` : '';
  return `# ${plain(meaning)}${also}\n${first.includes(name) ? line : `# ${line}`}\n`;
}

/** The table in Markdown. */
export function manualTable(): string {
  const lines = names.map((name) => {
    const { meaning, secret, default: usual, example, live } = rows[name];
    const more = [
      meaning,
      ...(example === undefined ? [] : [`Example: \`${example}\`.`]),
      ...(secret === true ? [`Or \`${name}_FILE\`.`] : []),
    ];
    const normal = usual === undefined ? '–' : `\`${usual}\``;
    return `| \`${name}\` | ${normal} | ${more.join(' ')} | ${live === 'restart' ? 'after a restart' : live} |`;
  });
  return ['| variable | default | meaning | a change takes effect |', '|---|---|---|---|', ...lines, ''].join(
    '\n',
  );
}

/** The options of the add-on, with what they start with. */
export function addOnOptions(): string {
  return offered()
    .filter(({ initial }) => initial !== undefined)
    .map(({ option, initial }) => `  ${option}: ${initial}\n`)
    .join('');
}

/** The same with their types. */
export function addOnSchema(): string {
  return offered()
    .map(({ option, schema }) => `  ${option}: ${schema}\n`)
    .join('');
}

/** The same with their words. */
export function addOnTranslation(): string {
  return offered()
    .map(
      ({ option, label, description }) =>
        `  ${option}:\n    name: ${label}\n    description: ${scalar(description)}\n`,
    )
    .join('');
}

function offered() {
  return names.flatMap((name) => {
    const { addOn, meaning } = rows[name];
    if (addOn === undefined) return [];
    return [{ description: plain(meaning), ...addOn, option: name.toLowerCase() }];
  });
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** A YAML scalar, in quotes only where it needs them. */
function scalar(text: string): string {
  return /: | #|^[^A-Za-z0-9]/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}

/** The text with the part between the line that begins with `from` and the next that begins with `to` replaced. */
export function replacePart(text: string, from: string, to: string, part: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(from));
  const end = lines.findIndex((line, index) => index > start && line.startsWith(to));
  if (start < 0 || end < 0) throw new Error(`There is no part from "${from}" to "${to}".`);
  return [...lines.slice(0, start + 1), part + lines.slice(end).join('\n')].join('\n');
}
