/** The import law: which folder may know of which, read from the import lines of src/. Prints rooms, circles and breaches. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '..', 'src');

interface Import {
  file: string;
  /** A path below src/, a package or `node:…`. */
  target: string;
  isType: boolean;
}

interface Rule {
  /** Folders whose values and types may be imported, besides the folder itself. */
  folders?: readonly string[];
  /** Folders of which only the types may be: the shapes of what comes as an argument. */
  types?: readonly string[];
  packages?: readonly string[];
  node?: true;
}

const pure = ['parse', 'join', 'presence', 'record'];
const anything = 'anything';

/** A folder that is not listed may import nothing. */
const law: Record<string, Rule | typeof anything> = {
  'main.ts': anything,
  cli: {
    folders: [
      'parse',
      'record',
      'config',
      'routeros',
      'state',
      'history',
      'poll',
      'world',
      'service',
      'history',
      'telemetry',
      'auth',
      'demo',
    ],
    types: ['mcp', 'mqtt', 'syslog'],
    node: true,
  },
  config: { folders: ['parse', 'auth'], types: ['record'], packages: ['yaml'], node: true },
  routeros: { types: ['parse'], packages: ['got'], node: true },
  poll: { folders: ['routeros', 'parse', 'telemetry'] },
  parse: {},
  join: { folders: ['parse'] },
  presence: { folders: ['parse', 'join'] },
  record: { folders: ['parse', 'join', 'presence'], packages: ['zod'] },
  // decides; what acts comes as an argument
  change: { folders: ['parse', 'record'], packages: ['zod'] },
  // what it is given and returns are values; a hash comes as an argument
  advise: { folders: ['parse'], types: ['record'] },
  question: { folders: ['record', 'change', 'parse'], packages: ['zod'] },
  vendor: { folders: ['parse'], packages: ['oui-data'], node: true },
  world: { folders: pure, types: ['telemetry'] },
  state: {
    folders: ['parse', 'join', 'record'],
    types: ['presence', 'telemetry'],
    packages: ['zod'],
    node: true,
  },
  history: {
    folders: ['record'],
    types: ['telemetry'],
    packages: ['@photostructure/sqlite'],
    node: true,
  },
  http: { types: ['telemetry', 'auth'], packages: ['hono'], node: true },
  auth: { packages: ['jose'], node: true },
  // an edge is handed what else it needs, such as a log or a way to know who asks
  rest: {
    folders: ['parse', 'record', 'question', 'http'],
    types: ['telemetry', 'auth'],
    packages: ['@hono/zod-openapi'],
    node: true,
  },
  mcp: {
    folders: ['record', 'question', 'http'],
    types: ['telemetry', 'auth'],
    packages: ['@modelcontextprotocol/sdk', '@modelcontextprotocol/server', 'zod'],
    node: true,
  },
  mqtt: { folders: ['record'], types: ['telemetry', 'config'], packages: ['mqtt'], node: true },
  metrics: {
    folders: ['record', 'http'],
    types: ['telemetry', 'auth', 'config'],
    packages: ['prom-client'],
    node: true,
  },
  syslog: { folders: ['record'], types: ['telemetry'], node: true },
  web: { folders: ['http'], node: true },
  // what runs in the browser: of the service it knows the shapes, and how text is read and written
  'web/page': { folders: ['parse'], types: ['record', 'question'], packages: ['preact'] },
  // bundles the page and renders the manual; does not ship
  'web/build': { packages: ['esbuild', 'marked'], node: true },
  telemetry: {
    types: ['parse'],
    packages: [
      'pino',
      '@opentelemetry/api',
      '@opentelemetry/context-async-hooks',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-base',
    ],
  },
  service: anything,
  demo: { packages: ['aedes'], node: true },
};

/** zod makes schemas wherever a shape is public; every other library has one folder that knows it. */
const SHARED_LIBRARY = 'zod';

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const sources = new Map(files.map((file) => [file, withoutComments(readFileSync(join(src, file), 'utf8'))]));
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));

/** Strings stay, so that an address in one is not taken for a comment. */
function withoutComments(text: string): string {
  const stringOrComment =
    /(?<string>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[^]*?\*\/|\/\/.*/g;
  return text.replace(stringOrComment, (...match) => (match.at(-1) as { string?: string }).string ?? ' ');
}

/** The imports of a text without comments. Only `import type` is one of types: `import { type A }` loads the module. */
function importsOf(file: string, text: string): Import[] {
  const statements = text.matchAll(
    /^(?:import|export)\b(?<type>\s+type\b(?!\s*(?:,|from\b)))?\s*(?:[\w$*{}\s,]*?\bfrom\s*)?(?<quote>['"])(?<target>[^'"]+)\k<quote>/gm,
  );
  const dynamic = text.matchAll(/\bimport\s*\(\s*(?<quote>['"])(?<target>[^'"]+)\k<quote>/g);
  const required = text.matchAll(/\bcreateRequire\(import\.meta\.url\)\.resolve\([`'](?<target>[^`'$]+)/g);
  return [...statements, ...dynamic, ...required].map(({ groups }) => {
    const { type, target } = groups as { type?: string; target: string };
    return {
      file,
      target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
      isType: type !== undefined,
    };
  });
}

/** How many imports a text without comments must have: every `from '…'`, `import '…'`, `import(` and `createRequire(`, whatever surrounds it. */
function importCount(text: string): number {
  return [...text.matchAll(/(?<!['"])\bfrom\s*['"]|\bimport\s*['"(]|\bcreateRequire\(/g)].length;
}

function folderOf(path: string): string {
  return /^web\/(?:page(?=\/)|build(?=-(?:page|manual)\.ts$))/.exec(path)?.[0] ?? path.split('/')[0]!;
}

function isOurs(target: string): boolean {
  return files.includes(target) || /^[a-z-]+\/.*\.(?:tsx?|json)$/.test(target);
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The import as a sentence when the law forbids it. */
function breachOf({ file, target, isType }: Import): string | null {
  const folder = folderOf(file);
  const rule = law[folder] ?? {};
  const breach = `${file} imports ${isType ? 'types of ' : ''}${target}`;
  if (isOurs(target)) {
    const aim = folderOf(target);
    if (aim === folder || rule === anything) return null;
    return rule.folders?.includes(aim) || (isType && rule.types?.includes(aim)) ? null : breach;
  }
  if (rule === anything) return target.startsWith('node:') ? null : breach;
  if (target.startsWith('node:')) return rule.node ? null : breach;
  return rule.packages?.includes(packageOf(target)) ? null : breach;
}

/** The permissions of the table that could go, as "folder: permission". A folder whose types alone are imported belongs to `types`. */
function unusedPermissions(): string[] {
  return Object.entries(law).flatMap(([folder, rule]) => {
    if (rule === anything) return [];
    const own = imports.filter(({ file }) => folderOf(file) === folder);
    const values = own.filter(({ isType }) => !isType);
    const isUsed = (found: Import[], aim: string) =>
      found.some(({ target }) => isOurs(target) && folderOf(target) === aim);
    const isImported = (name: string) =>
      own.some(({ target }) => !isOurs(target) && packageOf(target) === name);
    const unused = [
      ...(rule.folders ?? []).filter((aim) => !isUsed(values, aim)),
      ...(rule.types ?? []).filter((aim) => !isUsed(own, aim)).map((aim) => `types of ${aim}`),
      ...(rule.packages ?? []).filter((name) => !isImported(name)),
      ...(rule.node && !own.some(({ target }) => target.startsWith('node:')) ? ['node:'] : []),
    ];
    return unused.map((permission) => `${folder}: ${permission}`);
  });
}

/** Every set of files that import each other, types included. */
function circlesOf(found: readonly Import[]): string[][] {
  const targets = new Map(files.map((file) => [file, [] as string[]]));
  for (const { file, target } of found) if (targets.has(target)) targets.get(file)!.push(target);
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) return void circles.push([...path.slice(start), file]);
    if (done.has(file)) return;
    for (const target of targets.get(file)!) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) walk(file, []);
  return circles;
}

describe('the import law', () => {
  it('knows every folder of src/, and main.ts is the only file beside them', () => {
    const listed = new Set(files.map(folderOf));
    expect([...listed].toSorted()).toEqual(Object.keys(law).toSorted());
    expect(readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isFile())).toMatchObject([
      { name: 'main.ts' },
    ]);
  });

  it('is kept by every import', () => {
    const breaches = imports.map(breachOf).filter((breach) => breach !== null);
    const circles = circlesOf(imports);
    const rooms = new Set(files.map((file) => dirname(file)));
    console.log(
      `${rooms.size} rooms, ${files.length} files, ${circles.length} circles, ${breaches.length} breaches of the law`,
    );
    expect(breaches).toEqual([]);
  });

  it('sees every import: each `from`, and a dynamic import only of a string', () => {
    const unseen = [...sources].filter(([file, text]) => importsOf(file, text).length !== importCount(text));
    expect(unseen.map(([file]) => file)).toEqual([]);
  });

  it.each<[string, string[]]>([
    ["import {\n  a, // the router's; not ours\n  b,\n} from './a.ts';", ['parse/a.ts']],
    ["import{a}from'./a.ts'", ['parse/a.ts']],
    ["/** from 'x' */ // import 'y'\nexport * from './a.ts';", ['parse/a.ts']],
    ["const url = 'http://a/*b'; const load = () => import('./a.ts'); // */", ['parse/a.ts']],
    ['import "./a.ts"', ['parse/a.ts']],
  ])('reads %j', (text, targets) => {
    const plain = withoutComments(text);
    expect(importsOf('parse/row.ts', plain).map(({ target }) => target)).toEqual(targets);
    expect(importCount(plain)).toBe(targets.length);
  });

  it.each(['await import(`./${name}.ts`)', 'await import(`got`)', 'import(name)'])(
    'misses %j and says so',
    (text) => {
      expect(importsOf('parse/row.ts', text)).toEqual([]);
      expect(importCount(text)).toBe(1);
    },
  );

  it.each([
    ["import type { A } from 'a'", true],
    ["export type * from 'a'", true],
    ["import { type A } from 'a'", false],
    ["import type from 'a'", false],
  ])('takes %j for types: %s', (text, isType) => {
    expect(importsOf('parse/row.ts', text)).toEqual([{ file: 'parse/row.ts', target: 'a', isType }]);
  });

  it('has no permission that no import needs', () => {
    expect(unusedPermissions()).toEqual([]);
  });

  it('allows no import circle, not even of types', () => {
    expect(circlesOf(imports)).toEqual([]);
  });

  it('gives every library but zod to one folder', () => {
    const users = new Map<string, Set<string>>();
    for (const { file, target } of imports) {
      if (isOurs(target) || target.startsWith('node:')) continue;
      const library = packageOf(target);
      users.set(library, (users.get(library) ?? new Set()).add(folderOf(file)));
    }
    users.delete(SHARED_LIBRARY);
    expect([...users].filter(([, folders]) => folders.size > 1)).toEqual([]);
  });

  it.each<Import>([
    { file: 'parse/row.ts', target: 'node:fs', isType: false },
    { file: 'join/view.ts', target: 'presence/advance.ts', isType: true },
    { file: 'rest/app.ts', target: 'mcp/server.ts', isType: false },
    { file: 'rest/app.ts', target: 'mcp/mcp.ts', isType: true },
    { file: 'rest/app.ts', target: 'telemetry/log.ts', isType: false },
    { file: 'poll/poller.ts', target: 'got', isType: false },
    { file: 'cli/check.ts', target: 'rest/app.ts', isType: false },
    { file: 'web/web.ts', target: 'web/page/store.ts', isType: false },
    { file: 'web/page/api.ts', target: 'record/find.ts', isType: false },
    { file: 'web/page/api.ts', target: 'rest/app.ts', isType: true },
    { file: 'demo/router.ts', target: 'parse/mac.ts', isType: true },
    { file: 'service/serve.ts', target: 'got', isType: false },
  ])('forbids $file to import $target', (found) => {
    expect(breachOf(found)).not.toBeNull();
  });

  it('finds a circle of types', () => {
    const circle: Import[] = [
      { file: 'parse/row.ts', target: 'parse/value.ts', isType: true },
      { file: 'parse/value.ts', target: 'parse/row.ts', isType: true },
    ];
    expect(circlesOf(circle)).toHaveLength(1);
  });

  it('loads OpenTelemetry only where a collector is named', () => {
    expect(imports.filter(({ target }) => target === 'telemetry/otel.ts').map(({ file }) => file)).toEqual([
      'telemetry/start-trace.ts',
    ]);
    const text = readFileSync(join(src, 'telemetry/start-trace.ts'), 'utf8');
    expect(text).toContain("await import('./otel.ts')");
  });

  it('keeps clocks, randomness and timers out of the pure folders', () => {
    const impure =
      /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.|setTimeout|setInterval|\bprocess\.\w|fetch\()/;
    const found = files
      .filter((file) => [...pure, 'change', 'question', 'world'].includes(folderOf(file)))
      .filter((file) => impure.test(readFileSync(join(src, file), 'utf8')));
    expect(found).toEqual([]);
  });
});
