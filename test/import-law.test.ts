/** The import law: which folder may know of which, read from the import lines of src/. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '..', 'src');

interface Import {
  file: string;
  target: string;
  isType: boolean;
}

const pure = ['parse', 'join', 'presence', 'record'];
const edges = ['rest', 'mcp', 'mqtt', 'metrics', 'syslog', 'history', 'web'];
const far = ['demo'];
/** What puts the parts together. */
const wiring = ['main.ts', 'serve.ts', 'mount.ts'];

/** What a folder may import by value: folders and files of src/, packages, `node:`. Types of anything are free for edges. */
const law: Record<
  string,
  {
    own: readonly string[];
    packages: readonly string[];
    node: boolean;
    anyType?: true;
    types?: readonly string[];
  }
> = {
  parse: { own: ['parse'], packages: [], node: false },
  join: { own: ['join', 'parse'], packages: [], node: false },
  presence: { own: ['presence', 'join', 'parse'], packages: [], node: false },
  record: { own: ['record', 'presence', 'join', 'parse'], packages: ['zod'], node: false },
  routeros: { own: ['routeros'], packages: ['got'], node: true, types: ['parse'] },
  rest: {
    own: ['rest', 'record'],
    packages: ['hono', '@hono/node-server', '@hono/zod-openapi', 'swagger-ui-dist'],
    node: true,
    anyType: true,
  },
  mcp: {
    own: ['mcp', 'record'],
    packages: ['hono', '@modelcontextprotocol/sdk', '@modelcontextprotocol/server', 'zod'],
    node: true,
    anyType: true,
  },
  mqtt: { own: ['mqtt', 'record'], packages: ['mqtt', 'zod'], node: true, anyType: true },
  syslog: { own: ['syslog', 'record'], packages: [], node: true, anyType: true },
  history: {
    own: ['history', 'record'],
    packages: ['@photostructure/sqlite'],
    node: true,
    anyType: true,
  },
  metrics: { own: ['metrics', 'record'], packages: ['prom-client'], node: true, anyType: true },
  door: { own: ['door'], packages: [], node: true, types: ['config.ts'] },
  trace: {
    own: ['trace'],
    packages: [
      '@opentelemetry/api',
      '@opentelemetry/context-async-hooks',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-base',
    ],
    node: true,
    anyType: true,
  },
  web: { own: ['web', 'record'], packages: [], node: true, anyType: true },
  // what runs in the browser: of the service it knows the shapes alone
  'web/page': { own: ['web/page'], packages: ['preact'], node: false, types: ['record'] },
  // what makes files of it, and does not ship
  'web/build-page.ts': { own: [], packages: ['esbuild'], node: true },
  demo: { own: ['demo'], packages: ['aedes'], node: true },
  'world.ts': { own: pure, packages: [], node: false },
  'snapshot.ts': { own: [...pure, 'world.ts'], packages: [], node: false },
};

/** One library, one importer. */
const soleImporters: Record<string, string> = {
  got: 'routeros',
  mqtt: 'mqtt',
  '@modelcontextprotocol/sdk': 'mcp',
  '@modelcontextprotocol/server': 'mcp',
  '@photostructure/sqlite': 'history',
  'prom-client': 'metrics',
  '@opentelemetry/api': 'trace',
  '@opentelemetry/context-async-hooks': 'trace',
  '@opentelemetry/exporter-trace-otlp-http': 'trace',
  '@opentelemetry/resources': 'trace',
  '@opentelemetry/sdk-trace-base': 'trace',
  preact: 'web/page',
  esbuild: 'web/build-page.ts',
};

const imports = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) => importsOf(file));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const dynamic = [...text.matchAll(/\bimport\(\s*'([^']+)'/g)].map(([, target]) => ({
    file,
    target: target!,
    isType: false,
  }));
  const resolve = (target: string) =>
    target.startsWith('.') ? relative(src, normalize(join(src, dirname(file), target))) : target;
  return [...statements]
    .map(([, type, target]) => ({ file, target: target!, isType: type !== undefined }))
    .concat(dynamic)
    .map((found) => ({
      ...found,
      target: found.target.startsWith('.') ? `src/${resolve(found.target)}` : found.target,
    }));
}

function roomOf(path: string): string {
  return /^web\/(?:page(?=\/)|build-page\.ts$)/.exec(path)?.[0] ?? path.split('/')[0]!;
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function offences({ file, target, isType }: Import): string | null {
  const room = roomOf(file);
  const rule = law[room];
  const told = `${file} imports ${target}`;
  const sole = soleImporters[packageOf(target)];
  if (sole !== undefined && room !== sole) return told;
  if (rule === undefined) {
    // config*.ts, log.ts, poll.ts, plan.ts, check.ts, memory.ts: anything they need, never an edge
    const aim = target.startsWith('src/') ? roomOf(target.slice(4)) : '';
    return !wiring.includes(file) && [...edges, ...far].includes(aim) && !isType ? told : null;
  }
  if (isType && rule.anyType === true) return null;
  if (target.startsWith('node:')) return rule.node ? null : told;
  if (!target.startsWith('src/')) return rule.packages.includes(packageOf(target)) ? null : told;
  const aim = roomOf(target.slice(4));
  return rule.own.includes(aim) || (isType && rule.types?.includes(aim) === true) ? null : told;
}

describe('the import law', () => {
  it('reads the import lines', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({ file: 'join/view.ts', target: 'src/parse/menu.ts', isType: false });
  });

  it('is kept', () => {
    expect(imports.map(offences).filter((offence) => offence !== null)).toEqual([]);
  });

  it('would notice an offence', () => {
    expect(offences({ file: 'parse/row.ts', target: 'node:fs', isType: false })).not.toBeNull();
    expect(
      offences({ file: 'join/view.ts', target: 'src/presence/advance.ts', isType: true }),
    ).not.toBeNull();
    expect(offences({ file: 'rest/app.ts', target: 'src/mcp/server.ts', isType: false })).not.toBeNull();
    expect(offences({ file: 'poll.ts', target: 'got', isType: false })).not.toBeNull();
    expect(offences({ file: 'check.ts', target: 'src/rest/app.ts', isType: false })).not.toBeNull();
    expect(offences({ file: 'web/web.ts', target: 'src/web/page/store.ts', isType: false })).not.toBeNull();
    expect(offences({ file: 'web/page/api.ts', target: 'src/record/find.ts', isType: false })).not.toBeNull();
    expect(offences({ file: 'web/page/api.ts', target: 'src/rest/app.ts', isType: true })).not.toBeNull();
    expect(offences({ file: 'demo/router.ts', target: 'src/parse/mac.ts', isType: true })).not.toBeNull();
  });

  it('loads the recording of traces only where one is wanted', () => {
    const recording = imports.filter(({ target }) => target === 'src/trace/recording.ts');
    expect(recording.map(({ file }) => file)).toEqual(['trace/trace.ts']);
    const text = readFileSync(join(src, 'trace/trace.ts'), 'utf8');
    expect(text).toContain("await import('./recording.ts')");
    expect(text).not.toMatch(/from '(?!\.\.\/log)/);
  });

  it('keeps clocks, chance and timers out of the pure folders', () => {
    const impure =
      /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.|setTimeout|setInterval|\bprocess\.\w|fetch\()/;
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
      (file) => pure.includes(roomOf(file)) && file.endsWith('.ts'),
    );
    const found = [...files, 'world.ts', 'snapshot.ts'].filter((file) =>
      impure.test(readFileSync(join(src, file), 'utf8')),
    );
    expect(found).toEqual([]);
  });
});
