/**
 * The metrics in the hands of Prometheus: `npm run prometheus`. promtool has nothing to say of their names and of the alert rules, and the
 * rules fire as test/metrics/alerts.yaml says. Then a Prometheus reads the demo for half a minute: every query of the dashboard and of the
 * rules is answered, and those without a series are listed. Beside `npm test`, because it needs the programs (Debian's
 * package prometheus; PROMETHEUS and PROMTOOL may name them). Exit code 0 when all of it holds.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainKey } from '../../src/auth/access-key.ts';
import { demoConfig } from '../../src/cli/demo-config.ts';
import { startNetwork } from '../../src/demo/network.ts';

const promtool = process.env['PROMTOOL'] ?? 'promtool';
const prometheus = process.env['PROMETHEUS'] ?? 'prometheus';
const here = import.meta.dirname;
const rules = join(here, '../../packaging/prometheus-alerts.yaml');
const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
const key = 'metrics-key-of-prometheus';
let failed = 0;

function report(what: string, isWell: boolean, said: string): void {
  if (!isWell) failed++;
  console.log(`${what}: ${isWell ? 'ok' : 'FAILED'}${said === '' ? '' : ` (${said.slice(0, 1000)})`}`);
}

function tool(what: string, args: readonly string[], input = ''): void {
  const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: here, encoding: 'utf8', input });
  report(what, status === 0, status === 0 ? '' : `${stdout}${stderr}`);
}

const missing = [promtool, prometheus].filter((each) => spawnSync(each, ['--version']).error !== undefined);
if (missing.length > 0) {
  console.error(
    `${missing.join(' and ')} cannot be started: apt-get install prometheus, or set PROMTOOL and PROMETHEUS.`,
  );
  process.exit(1);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Queries of the dashboard, with its variables at "All", and of the rules. */
function queries(): string[] {
  const dashboard = readFileSync(join(here, '../../src/metrics/grafana-dashboard.json'), 'utf8');
  const ofDashboard = [...dashboard.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    (JSON.parse(text!) as string).replaceAll('$__rate_interval', '20s').replaceAll(/=~"\$\w+"/g, '=~".*"'),
  );
  const ofRules = [...readFileSync(rules, 'utf8').matchAll(/^ *expr: (.*)$/gm)].map(([, text]) => text!);
  return [...ofDashboard, ...ofRules];
}

// as built, because the history runs in a worker
const built = (path: string) =>
  import(new URL(`../../dist/${path}.js`, import.meta.url).href) as Promise<unknown>;
const { serve } = (await built('service/serve')) as typeof import('../../src/service/serve.ts');
const { createLog } = (await built('telemetry/log')) as typeof import('../../src/telemetry/log.ts');
const network = await startNetwork({ seed: 1 });
const demo = demoConfig({
  routers: network.routers,
  asking: network.routers[0]!,
  people: network.house.people(),
  broker: { url: 'mqtt://127.0.0.1:1', username: '-', password: '-' },
  apiKey: `${key} of REST`,
  mcpApiKey: `${key} of MCP`,
  port: 0,
  stateDir: join(folder, 'state'),
});
const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
const config = { ...demo, metricsKey: [plainKey(key)], pollIntervalMs: 1000 };
const running = await serve({ config, version: '0.0.0', log });
const headers = { Authorization: `Bearer ${key}` };
await sleep(5_000);

const scrape = await (await fetch(new URL('/metrics', running.url), { headers })).text();
const lines = scrape.split('\n');
/** Former names, which promtool may dislike until they go. */
const deprecated = new Set(
  lines.map((line) => /^# HELP (\S+) Deprecated: /.exec(line)?.[1]).filter((name) => name !== undefined),
);
const ours = lines.filter((line) => {
  const [, name] = /^(?:# (?:HELP|TYPE) )?(mikrotik_presence_\w+)/.exec(line) ?? [];
  return name !== undefined && !deprecated.has(name);
});
tool('promtool check metrics', ['check', 'metrics'], `${ours.join('\n')}\n`);
tool('promtool check rules', ['check', 'rules', rules]);
tool('promtool test rules', ['test', 'rules', 'alerts.yaml']);

const port = await freePort();
writeFileSync(join(folder, 'key'), key);
const settings = {
  global: { scrape_interval: '2s', evaluation_interval: '2s' },
  rule_files: [rules],
  scrape_configs: [
    {
      job_name: 'mikrotik-presence',
      authorization: { credentials_file: join(folder, 'key') },
      static_configs: [{ targets: [new URL(running.url).host] }],
    },
  ],
};
writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(settings));
const child = spawn(
  prometheus,
  [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ],
  { stdio: 'ignore' },
);
await sleep(30_000);

const api = `http://127.0.0.1:${port}/api/v1`;
const rulesNow = (await (await fetch(`${api}/rules`)).json()) as {
  data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
};
const states = rulesNow.data.groups.flatMap((group) => group.rules);
const ill = states.filter(({ health }) => health !== 'ok');
report('rules in Prometheus', states.length > 0 && ill.length === 0, JSON.stringify(ill).replace('[]', ''));

const silent: string[] = [];
const all = queries();
for (const query of all) {
  const answer = await fetch(`${api}/query?${new URLSearchParams({ query }).toString()}`);
  const { status, error, data } = (await answer.json()) as {
    status: string;
    error?: string;
    data?: { result: unknown[] };
  };
  if (status !== 'success') report(query, false, error ?? '');
  else if (data!.result.length === 0) silent.push(query);
}
report(
  `${all.length} queries, ${all.length - silent.length} of them with a series`,
  silent.length < all.length / 3,
  '',
);
for (const query of silent) console.log(`  without: ${query.slice(0, 160)}`);
child.kill();
await running.stop();
await network.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
