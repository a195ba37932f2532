/** The OpenAPI document as a page of HTML. Only what this program's document uses is shown; every text is escaped. */

type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  format?: string;
  description?: string;
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
};

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Answer {
  $ref?: string;
  description?: string;
  content?: Readonly<Record<string, { schema?: Schema }>>;
}

interface Operation {
  operationId: string;
  tags?: readonly string[];
  summary?: string;
  description?: string;
  security?: readonly object[];
  parameters?: readonly Parameter[];
  requestBody?: { required?: boolean; content?: Readonly<Record<string, { schema?: Schema }>> };
  responses: Readonly<Record<string, Answer>>;
}

export interface ApiDocument {
  info: { title: string; version: string; description: string };
  tags: readonly { name: string; description: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: {
    schemas: Readonly<Record<string, Schema>>;
    parameters?: Readonly<Record<string, Parameter>>;
    responses?: Readonly<Record<string, Answer>>;
  };
}

// addresses are relative, for proxies that add a prefix; nothing is inline, because the policy forbids it
export function toPage(document: ApiDocument): string {
  const { info, tags, components } = document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const ofTag = (name: string) => operations.filter(({ operation }) => operation.tags?.includes(name));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)}: API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/style.css">
</head>
<body>
<main>
<h1>${escape(info.title)} <small>${escape(info.version)}</small></h1>
${info.description.split('\n\n').map(paragraph).join('\n')}
<p>The same for programs: <a href="openapi.json">openapi.json</a></p>
<p><label for="key">Key for trying it out, kept on this page only</label> <input id="key" type="password" autocomplete="off"></p>
<nav aria-label="Operations"><ul>
${operations.map(({ path, operation }) => `<li><a href="#${operation.operationId}"><code>${escape(path)}</code></a> ${escape(operation.summary ?? '')}</li>`).join('\n')}
</ul></nav>
${tags.map(({ name, description }) => `<section><h2>${escape(name)}</h2>${paragraph(description)}${ofTag(name).map(article).join('\n')}</section>`).join('\n')}
<section><h2>Schemas</h2>
${Object.entries(components.schemas).map(schemaArticle).join('\n')}
</section>
</main>
<script src="docs/try.js"></script>
</body>
</html>
`;

  function article({ path, method, operation }: (typeof operations)[number]): string {
    const {
      operationId,
      summary = '',
      description = '',
      parameters = [],
      responses,
      security = [],
      requestBody,
    } = operation;
    const rows = parameters
      .map((given) => resolve(given, components.parameters))
      .filter(({ in: place }) => place === 'path' || place === 'query');
    const answers = Object.entries(responses).map(([status, given]) => {
      const { description: text = '', content = {} } = resolve(given, components.responses);
      const types = Object.entries(content).map(
        ([type, { schema }]) => `${escape(type)}${schema === undefined ? '' : `: ${typeOf(schema)}`}`,
      );
      return `<tr><td>${escape(status)}</td><td>${inline(text)}</td><td>${types.join('<br>')}</td></tr>`;
    });
    const given =
      rows.length === 0
        ? ''
        : table(
            ['Parameter', 'Value', 'Type', 'Meaning'],
            rows.map((parameter) => parameterRow(operationId, parameter)),
          );
    // the page sends only what changes nothing
    const request =
      method === 'GET'
        ? `<form data-path="${escape(path)}">
${given}
<button type="submit">Send</button>
<pre hidden tabindex="0" aria-live="polite"></pre>
</form>`
        : `${given}${bodyOf(requestBody)}`;
    return `<article id="${operationId}">
<h3><code>${method} ${escape(path)}</code> ${escape(summary)}</h3>
${paragraph(description)}${security.length === 0 ? '<p>Needs no key.</p>' : ''}
${request}
<details><summary>Responses</summary>
${table(['Status', 'Meaning', 'Content'], answers)}
</details>
</article>`;
  }
}

/** The keys of the JSON object to send. */
function bodyOf(requestBody: Operation['requestBody']): string {
  const schema = requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return '';
  const rows = Object.entries(schema.properties ?? {}).map(
    ([key, field]) =>
      `<tr><td><code>${escape(key)}</code></td><td>${typeOf(field)}</td><td>${inline(field.description ?? '')}</td></tr>`,
  );
  return `<p>Body, as JSON${requestBody?.required === true ? '' : ' (optional)'}:</p>${table(['Key', 'Type', 'Meaning'], rows)}`;
}

function parameterRow(
  operationId: string,
  { name, in: place, required, description = '', schema = {} }: Parameter,
) {
  const id = escape(`${operationId}-${name}`);
  const input = `<input id="${id}" name="${escape(name)}" data-in="${place}"${required === true ? ' required' : ''}>`;
  return `<tr><td><label for="${id}">${escape(name)}</label></td><td>${input}</td><td>${typeOf(schema)}</td><td>${inline(description)}</td></tr>`;
}

function schemaArticle([name, schema]: [string, Schema]): string {
  const rows = Object.entries(schema.properties ?? {}).map(
    ([key, field]) =>
      `<tr><td><code>${escape(key)}</code></td><td>${typeOf(field)}</td><td>${inline(field.description ?? '')}</td></tr>`,
  );
  const body = rows.length === 0 ? `<p>${typeOf(schema)}</p>` : table(['Field', 'Type', 'Meaning'], rows);
  return `<article id="schema-${escape(name)}"><h3>${escape(name)}</h3>${paragraph(schema.description ?? '')}${body}</article>`;
}

/** In one line, with links to named schemas. */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = escape(schema.$ref.split('/').at(-1)!);
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(' ');
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (variants !== undefined) return variants.map(typeOf).join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}${orNull(schema)}`;
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => `${code(name)}: ${typeOf(field)}`,
    );
    return `{ ${fields.join(', ')} }${orNull(schema)}`;
  }
  const types = [schema.type ?? 'any'].flat().join(' or ');
  return escape(schema.format === undefined ? types : `${types} (${schema.format})`);
}

function orNull({ type }: Schema): string {
  return Array.isArray(type) && type.includes('null') ? ' or null' : '';
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${inline(text)}</p>`;
}

/** `code` between back quotes. */
function inline(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function code(value: unknown): string {
  return `<code>${escape(typeof value === 'string' ? value : JSON.stringify(value))}</code>`;
}

function resolve<T extends { $ref?: string }>(given: T, named: Readonly<Record<string, T>> | undefined): T {
  return (given.$ref === undefined ? undefined : named?.[given.$ref.split('/').at(-1)!]) ?? given;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
