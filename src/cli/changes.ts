/** `mikrotik-presence changes`: lists the changes of a running service, shows or follows one, and approves, rejects or undoes it. The key is typed each time. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from './exit-code.ts';

export interface ChangesOptions {
  act: 'list' | 'show' | 'watch' | 'approve' | 'reject' | 'undo';
  /** change_id; null for the list. */
  id: string | null;
  /** Of the running service. */
  url: string;
}

interface Terminal {
  /** What is typed is not shown where `isSecret`. */
  ask: (question: string, isSecret?: boolean) => Promise<string>;
  print: (line: string) => void;
  /** Between two looks. */
  wait: () => Promise<unknown>;
}

interface Shown {
  change_id: string;
  action: string;
  router: string;
  state: string;
  proposed_at: string;
  outcome: string | null;
  commands: string[];
  reason: string | null;
  steps: { at: string; step: string; result: string; detail: string | null }[];
  effect: {
    window: string;
    verdict: string;
    before: Record<string, number>;
    after: Record<string, number>;
    uncertainty: Record<string, number>;
  }[];
  plan: null | {
    digest: string;
    object: { menu: string; name: string };
    properties: { name: string; from: string | null; to: string | null }[];
    affects: { device_count: number; devices: { name: string }[] };
    interruption_seconds: number;
    cuts_off: string[];
    undo: string;
  };
}

const LOOK_MS = 2000;
/** Nothing is being done any more: only the end of a kept change and the measuring of its effect may follow. */
const OVER = ['kept', 'undone', 'failed', 'rejected', 'expired', 'stale', 'refused', 'no_change'];

/** The key is asked for at a terminal, and taken from nowhere else. */
export async function runChanges(options: ChangesOptions): Promise<number> {
  if (!process.stdin.isTTY) {
    process.stderr.write(
      '"changes" asks for OPERATOR_KEY, or another key that may approve, at a terminal, and takes it from nowhere else.\n',
    );
    return EXIT.usage;
  }
  return changes(options, {
    ask: askAtTerminal,
    // a router's words may steer a terminal
    print: (line) => void process.stdout.write(`${line.replaceAll(/[^\P{C}\n]/gu, '')}\n`),
    wait: () => sleep(LOOK_MS),
  });
}

export async function changes(
  { act, id, url }: ChangesOptions,
  { ask, print, wait }: Terminal,
): Promise<number> {
  const key = (await ask('OPERATOR_KEY: ', true)).trim();
  const send = async (method: string, path: string, body?: object) => {
    const answer = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
      method,
      headers: { 'X-API-Key': key },
      ...(body && { body: JSON.stringify(body) }),
    });
    const told = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${answer.status}: ${String(told['detail'])}`);
    return told;
  };
  if (act === 'list') {
    const { changes: all } = await send('GET', 'changes?limit=50');
    for (const change of all as Shown[]) print(lineOf(change));
    return EXIT.done;
  }
  const path = `changes/${encodeURIComponent(id!)}`;
  const change = (await send('GET', path)) as unknown as Shown;
  print(lineOf(change));
  for (const line of planLines(change)) print(line);
  for (const command of change.commands) print(`  ${command}`);
  if (act === 'show') {
    for (const line of pastLines(change)) print(line);
    return EXIT.done;
  }
  if (act === 'watch') {
    let { state } = change;
    while (!OVER.includes(state)) {
      await wait();
      const now = (await send('GET', path)) as unknown as Shown;
      if (now.state !== state) print(lineOf(now));
      ({ state } = now);
    }
    return state === 'kept' ? EXIT.done : EXIT.failed;
  }
  if (act !== 'approve') {
    print(lineOf((await send('POST', `${path}/${act}`)) as unknown as Shown));
    return EXIT.done;
  }
  if (change.plan === null) throw new Error(`It is ${change.state}: there is nothing to approve.`);
  const { name } = change.plan.object;
  const confirm = (await ask(`Type ${name} to approve: `)).trim();
  if (confirm !== name) {
    print('Not approved.');
    return EXIT.failed;
  }
  const { digest } = change.plan;
  print(lineOf((await send('POST', `${path}/approve`, { digest, confirm })) as unknown as Shown));
  return EXIT.done;
}

function lineOf({ change_id, proposed_at, router, action, state, outcome }: Shown): string {
  return [change_id, proposed_at, router, action, state, outcome ?? ''].join('  ').trimEnd();
}

function planLines({ plan }: Shown): string[] {
  if (plan === null) return [];
  const { properties, affects, interruption_seconds: seconds, cuts_off: cutsOff, undo } = plan;
  const names = affects.devices.slice(0, 5).map(({ name }) => name);
  return [
    ...properties.map(({ name, from, to }) => `  ${name}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`),
    `  affects ${affects.device_count} devices: ${names.join(', ')}`,
    `  off the air: ${seconds} s`,
    ...(cutsOff.length > 0 ? [`  cuts off: ${cutsOff.join(', ')}`] : []),
    `  undo: ${undo}`,
  ];
}

/** Why it was proposed, every act at the router, and what it brought. */
function pastLines({ reason, steps, effect }: Shown): string[] {
  return [
    ...(reason === null ? [] : [`  reason: ${reason}`]),
    ...steps.map(({ at, step, result, detail }) => `  ${at}  ${step}  ${result}  ${detail ?? ''}`.trimEnd()),
    ...effect.map(({ window, verdict, before, after, uncertainty }) => {
      const numbers = Object.keys(before)
        .filter((name) => name in after)
        .map((name) => {
          const around = name in uncertainty ? ` ± ${uncertainty[name]}` : '';
          return `${name} ${before[name]} → ${after[name]}${around}`;
        });
      return `  after ${window}: ${[verdict, ...numbers].join(', ')}`;
    }),
  ];
}

function askAtTerminal(question: string, isSecret = false): Promise<string> {
  process.stdout.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({
    input: process.stdin,
    output: isSecret ? silent : process.stdout,
    terminal: true,
  });
  return new Promise((resolve) => {
    line.question('', (answer) => {
      line.close();
      if (isSecret) process.stdout.write('\n');
      resolve(answer);
    });
  });
}
