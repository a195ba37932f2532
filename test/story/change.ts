/**
 * `npm run story`: from a finding to what its change brought, with nothing simulated but the house. An assistant reads the text of findings and
 * proposes; a person approves at the page that the answer names; days pass; the assistant reads the effect. Beside what the finding proposes it
 * proposes a change that does nothing, one that harms, and one of which too little is known. Beside `npm test`, because the second assistant is
 * a Python program: MCP_PYTHON is a Python with mcp>=2. Exit code 0 when every verdict is what it must be.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { writePast } from '../../src/cli/demo-past.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import type { Dweller, Port } from '../../src/demo/site/reception.ts';
import { live } from '../../src/demo/site/past.ts';
import { until } from '../homeassistant/home-assistant.ts';
import { startProgram } from '../matrix/program.ts';
import { overHttp } from '../mcp/client.ts';
import { readText } from '../mcp/read-text.ts';
import { apiKey } from '../mcp/service.ts';
import { startBrowser } from '../web/browser.ts';
import { approve, inState, press, textOf } from '../web/change-page.ts';
import { KEY, OPERATOR_KEY } from '../web/writable-house.ts';

const DAY_MS = 86_400_000;
const DAYS_AFTER = 8;
const SETTLE_MS = 300_000;
const meddle = new URL('../matrix/meddle.mjs', import.meta.url).pathname;
const python = process.env['MCP_PYTHON'] ?? 'python3';

/** Calls a tool, and has nothing but the text of the answer. */
type Assistant = (url: string, tool: string, given: Record<string, unknown>) => Promise<string>;

const typescript: Assistant = async (url, tool, given) => {
  const client = await overHttp
    .find(({ name }) => name.startsWith('current SDK negotiating'))!
    .connect(new URL('/mcp', url));
  const { content } = await client.callTool({ name: tool, arguments: given });
  await client.close();
  return content![0]!.text!;
};

const pythonClient: Assistant = (url, tool, given) => {
  const file = new URL('change_client.py', import.meta.url).pathname;
  const child = spawn(python, [file, `${url}/mcp`, apiKey, tool, JSON.stringify(given)]);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output.trimEnd()) : reject(new Error(errors.slice(-800))),
    );
  });
};

interface Wanted {
  what: string;
  verdict: string;
  action: string;
  input: Record<string, unknown>;
  reason: string;
  /** Is off the air from then on. */
  leaves?: Dweller;
}

const failed: string[] = [];

function told(title: string, passed: boolean, detail: string): void {
  if (!passed) failed.push(title);
  process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${title}: ${detail}\n`);
}

async function tell(name: string, assistant: Assistant, seed: number): Promise<void> {
  let aheadMs = 0;
  const folder = mkdtempSync(join(tmpdir(), 'mikrotik-presence-story-'));
  const login = { username: 'writer', password: 'write' };
  const policies = ['read', 'write', 'test', 'reboot', 'api', 'rest-api'];
  const network = await startNetwork({
    seed,
    air: true,
    now: () => Date.now() + aheadMs,
    users: [{ ...login, policies }],
  });
  const { house } = network;
  const [life, plans] = [house.life!, house.plans];
  const stateDir = join(folder, 'state');
  mkdirSync(stateDir);
  writePast(stateDir, { past: house.past!, plans, dwellers: life.dwellers, ports: life.ports });
  house.pause();
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify({ routers: routersOf(network) }));
  const start = async () => {
    const program = startProgram({
      directory: folder,
      before: [],
      nodeArgs: ['--import', meddle],
      env: {
        CONFIG_FILE: 'config.yaml',
        STATE_DIR: 'state',
        HOST: '127.0.0.1',
        PORT: '0',
        POLL_INTERVAL: '2s',
        API_KEY: KEY,
        OPERATOR_KEY,
        MCP_API_KEY: apiKey,
        CHANGES: 'on',
        CHANGE_WATCH: '5s',
        MCP_CHANGES: 'propose',
        ROUTEROS_WRITE_USERNAME: login.username,
        ROUTEROS_WRITE_PASSWORD: login.password,
        CLOCK_ERROR_MS: String(aheadMs),
      },
    });
    const url = await until('the service serves', SETTLE_MS, () => {
      if (program.end() !== null) throw new Error(program.noise().join('\n'));
      return program.lines().find(({ msg }) => msg === 'serving')?.['url'] as string | undefined;
    });
    return { program, url };
  };
  let { program, url } = await start();
  const { browser, stop } = await startBrowser();
  try {
    const finding = await until('the panel is found', SETTLE_MS, async () => {
      const text = await assistant(url, 'list_findings', { kind: ['wrong_access_point'] });
      const { findings = [] } = readText(text).record as { findings?: Record<string, any>[] };
      return findings.find(({ subject, proposal }) => subject.name === 'Wall panel' && proposal);
    });
    told(`${name}: reads in the text what is wrong`, true, finding['title']);
    const wanted: Wanted[] = [
      {
        what: 'what the finding proposes',
        verdict: 'better',
        ...(finding['proposal'] as { action: string; input: Record<string, unknown> }),
        reason: `Finding ${finding['finding_id']}: ${finding['title']}`,
      },
      ...others(network),
    ];
    const ids: string[] = [];
    const page = await browser.newPage();
    for (const { what, action, input, reason } of wanted) {
      const text = await assistant(url, 'propose_change', { action, input, reason });
      const { change_id, state, review_url } = readText(text).record as Record<string, string>;
      told(
        `${name}: proposes ${what}, and the text says where a person approves`,
        state === 'planned' && text.includes('OPERATOR_KEY') && review_url!.endsWith('/#/changes'),
        `${action} ${JSON.stringify(input)} ${state} ${review_url}`,
      );
      ids.push(change_id!);
      await approveAt(page, review_url!);
      await until('it is kept', SETTLE_MS, async () => {
        const now = readText(await assistant(url, 'get_change', { change_id })).record;
        if (['undone', 'failed', 'refused'].includes(String(now['state'])))
          throw new Error(`${action} is ${String(now['state'])}: ${String(now['outcome'])}`);
        return now['state'] === 'kept';
      });
    }
    await program.stop();
    for (const { leaves } of wanted) if (leaves !== undefined) leaves.isOut = true;
    const lived = live(life, Date.now() + aheadMs, DAYS_AFTER);
    writePast(stateDir, { past: lived, plans, dwellers: life.dwellers, ports: life.ports });
    aheadMs += DAYS_AFTER * DAY_MS;
    ({ program, url } = await start());
    for (const [index, { what, verdict }] of wanted.entries()) {
      const effect = await until('the effect', SETTLE_MS, async () => {
        // effects are measured one a minute
        program.child.send({ clockErrorMs: (aheadMs += 61_000) });
        const { record } = readText(await assistant(url, 'get_change', { change_id: ids[index] }));
        const measured = (record['effect'] ?? []) as Record<string, any>[];
        return measured.length === 3 && measured;
      });
      const verdicts = effect.map((one) => `${one['window']} ${one['verdict']}`);
      const { before, after, uncertainty = {} } = effect[2]!;
      const numbers = Object.keys(before ?? {}).map(
        (key) => `${key} ${before[key]} → ${after?.[key] ?? '–'} ± ${uncertainty[key] ?? '–'}`,
      );
      const contrary = verdict === 'better' ? 'worse' : verdict === 'worse' ? 'better' : undefined;
      told(
        `${name}: ${what} is ${verdict} after 7 d, and never ${contrary ?? 'said to be anything else'}`,
        effect[2]!['verdict'] === verdict &&
          effect.every((one) =>
            contrary === undefined ? one['verdict'] === verdict : one['verdict'] !== contrary,
          ),
        `${verdicts.join(', ')}; 7d: ${numbers.join(', ')}`,
      );
    }
    const answer = await fetch(`${url}/events?event_type=change&since=14d&limit=200`, {
      headers: { 'X-API-Key': KEY },
    });
    const { events } = (await answer.json()) as { events: { change_id: string; reason: string }[] };
    const effects = events.filter(({ reason }) => reason.includes('Effect after'));
    told(`${name}: each measurement is an event`, effects.length === 3 * ids.length, `${effects.length}`);
    await signIn(page, `${url}/#/changes`);
    await page.waitForSelector('.changes-view .verdict');
    const shown = await textOf(page, '.changes-view tbody tr:last-child');
    told(`${name}: the page says so`, shown.includes('after 7d: better'), shown);
    await page.click('.changes-view tbody tr:last-child .verdicts');
    await page.waitForSelector('.change-dialog .effect');
    if (process.env['STORY_PICTURES'] !== undefined)
      await page.screenshot({ path: `${process.env['STORY_PICTURES']}/${name}.png` });
  } finally {
    await stop();
    await program.stop();
    await network.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With the ids of the past. */
function routersOf({ routers }: SimulatedNetwork) {
  return routers.map(({ url, username, password }, index) => {
    return { id: ['router', 'router-2'][index], url, username, password };
  });
}

/** A rule can name the interfaces of its access point: CAPsMAN does not make them anew. */
const isStatic = ({ port }: Dweller) => ['Hallway', 'Workshop'].includes(port!.accessPoint.name);

/** Of devices that stand still: one that gains nothing, one that must leave its best access point, and one that is switched off. */
function others({ house }: SimulatedNetwork): Wanted[] {
  const life = house.life!;
  const macOf = ({ plan }: Dweller) => house.devices().find(({ name }) => name === plan.name)!.mac;
  const still = life.dwellers.filter(({ traits, port, plan }) => {
    return traits.spots.length === 1 && port !== null && plan.name !== 'Wall panel' && !plan.mobile;
  });
  const ranked = still.map((dweller) => {
    const dbm = (port: Port) => life.meanSignalDbm(dweller, port);
    const here = dweller.port!;
    const elsewhere = life
      .portsOf(dweller)
      .filter((port) => port.accessPoint.name !== here.accessPoint.name)
      .map(dbm);
    return { dweller, here: dbm(here), best: Math.max(-200, ...elsewhere) };
  });
  const harmed = ranked
    .filter(({ dweller, here, best }) => isStatic(dweller) && best > -84 && best < here - 12)
    .toSorted((a, b) => b.here - b.best - (a.here - a.best))[0]!;
  const idle = ranked.find((one) => one !== harmed && one.best < one.here - 6)!;
  const gone = ranked.find((one) => one !== harmed && one !== idle)!;
  const point = harmed.dweller.port!.accessPoint.name;
  return [
    {
      what: `a change that does nothing (${idle.dweller.plan.name})`,
      verdict: 'same',
      action: 'reconnect_device',
      input: { device_id: macOf(idle.dweller) },
      reason: 'It is slow.',
    },
    {
      what: `a change that harms (${harmed.dweller.plan.name} off ${point})`,
      verdict: 'worse',
      action: 'keep_device_off',
      input: { device_id: macOf(harmed.dweller), access_point: point },
      reason: 'To spread the load.',
    },
    {
      what: `a change of which too little is known (${gone.dweller.plan.name} is switched off)`,
      verdict: 'too_early',
      action: 'reconnect_device',
      input: { device_id: macOf(gone.dweller) },
      reason: 'It does not answer.',
      leaves: gone.dweller,
    },
  ];
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(url);
  await page.waitForSelector('#key, .changes-view table');
  if ((await page.$('#key')) === null) return;
  await page.type('#key', KEY);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.changes-view table');
}

async function approveAt(page: Page, url: string): Promise<void> {
  await signIn(page, url);
  await press(page, 'Review', '.changes-view');
  await approve(page);
  await inState(page, 'approved', 'applying', 'watching', 'kept');
}

const clients = [
  ['TypeScript', typescript, 1],
  ['Python', pythonClient, 7],
] as const;
const only = process.env['STORY_ONLY'];
for (const [name, assistant, seed] of clients)
  if (only === undefined || only === name) await tell(name, assistant, seed);
process.stdout.write(failed.length === 0 ? 'the story holds\n' : `failed: ${failed.join('; ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
