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
/** What an edge is handed: a log, counters, a span, a way to tell who asks, the configuration, the past. */
const handed = ['telemetry', 'auth', 'config', 'world', 'history'];
const anything = 'anything';

/** A folder that is not listed may import nothing. */
const law: Record<string, Rule | typeof anything> = {
  'main.ts': anything,
  cli: {
    folders: [
      ...pure,
      'config',
      'routeros',
      'poll',
      'world',
      'state',
      'service',
      'telemetry',
      'auth',
      'demo',
      'syslog',
    ],
    types: ['rest', 'mcp', 'mqtt', 'web'],
    node: true,
  },
  config: { folders: ['parse', 'auth'], packages: ['yaml'], node: true },
  routeros: { types: ['parse'], packages: ['got'], node: true },
  poll: { folders: ['routeros', 'parse', 'telemetry'] },
  parse: {},
  join: { folders: ['parse'] },
  presence: { folders: ['parse', 'join'] },
  record: { folders: ['parse', 'join', 'presence'], packages: ['zod'] },
  world: { folders: pure },
  state: { folders: pure, types: ['telemetry'], packages: ['zod'], node: true },
  history: {
    folders: ['record'],
    types: ['telemetry'],
    packages: ['@photostructure/sqlite'],
    node: true,
  },
  http: { types: ['telemetry', 'auth'], packages: ['hono', '@hono/node-server'], node: true },
  auth: { node: true },
  rest: {
    folders: ['record', 'http'],
    types: handed,
    packages: ['@hono/zod-openapi', 'swagger-ui-dist'],
    node: true,
  },
  mcp: {
    folders: ['record', 'http'],
    types: handed,
    packages: ['@modelcontextprotocol/sdk', '@modelcontextprotocol/server', 'zod'],
    node: true,
  },
  mqtt: { folders: ['record'], types: handed, packages: ['mqtt', 'zod'], node: true },
  metrics: { folders: ['record', 'http'], types: handed, packages: ['prom-client'], node: true },
  syslog: { folders: ['record'], types: handed, node: true },
  web: { folders: ['http'], types: handed, node: true },
  // what runs in the browser: of the service it knows the shapes, and how text is cleaned
  'web/page': { folders: ['parse'], types: ['record'], packages: ['preact'] },
  // bundles the page; does not ship
  'web/build-page.ts': { packages: ['esbuild'], node: true },
  telemetry: {
    packages: [
      'pino',
      'pino-pretty',
      '@opentelemetry/api',
      '@opentelemetry/context-async-hooks',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-base',
    ],
    node: true,
  },
  service: anything,
  demo: { packages: ['aedes'], node: true },
};

/** zod makes schemas wherever a shape is public; every other library has one folder that knows it. */
const SHARED_LIBRARY = 'zod';

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const imports = files.flatMap((file) => importsOf(file));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s(?<type>type\s)?(?:(?<names>[^'";]*?)\sfrom\s+)?'(?<target>[^']+)'/gm,
  );
  const dynamic = text.matchAll(/\bimport\(\s*'(?<target>[^']+)'/g);
  return [...statements, ...dynamic].map(({ groups }) => {
    const { type, names, target } = groups as { type?: string; names?: string; target: string };
    return {
      file,
      target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
      isType: type !== undefined || isOnlyTypes(names),
    };
  });
}

// `import { type A, type B } from …`
function isOnlyTypes(names: string | undefined): boolean {
  const listed = /^\{([^}]*)\}$/.exec(names?.trim() ?? '')?.[1]?.split(',') ?? [''];
  return (
    listed
      .map((name) => name.trim())
      .filter(Boolean)
      .every((name) => name.startsWith('type ')) && listed[0] !== ''
  );
}

function folderOf(path: string): string {
  return /^web\/(?:page(?=\/)|build-page\.ts$)/.exec(path)?.[0] ?? path.split('/')[0]!;
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
      .filter((file) => [...pure, 'world'].includes(folderOf(file)))
      .filter((file) => impure.test(readFileSync(join(src, file), 'utf8')));
    expect(found).toEqual([]);
  });
});
