/** `changes` at a terminal: what it shows, and that only the typed key and the typed name approve. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { changes, type ChangesOptions, runChanges } from '../../src/cli/changes.ts';
import { type RunningServer, startServer } from '../../src/http/server.ts';
import { ANNA, type Bench, startBench } from '../change/bench.ts';
import { keptLog, start } from '../rest/start.ts';

const OPERATOR_KEY = 'the key of the operator';
let bench: Bench;
let server: RunningServer;
let id: string;

beforeEach(async () => {
  bench = await startBench();
  const may = ['read', 'approve'] as const;
  const keys = [{ ...plainKey(OPERATOR_KEY, 'olga'), may }];
  const { app } = start({ authenticator: createAuthenticator({ keys }), changes: bench.changes() });
  server = await startServer({ app, host: '127.0.0.1', port: 0, log: keptLog().log });
  id = await proposed();
});
afterEach(async () => {
  await server.close();
  await bench.stop();
});

async function proposed(more: object = {}): Promise<string> {
  const outcome = await bench.propose('block_device', { device_id: 'Vacuum', ...more });
  return 'change' in outcome ? outcome.change.id : '';
}

async function run(act: ChangesOptions['act'], ...typed: string[]) {
  const lines: string[] = [];
  const questions: string[] = [];
  const terminal = {
    ask: (question: string) => {
      questions.push(question);
      return Promise.resolve(typed.shift() ?? '');
    },
    print: (line: string) => void lines.push(line),
    wait: () => bench.finish(id),
  };
  const options = { act, id: act === 'list' ? null : id, url: server.url };
  const code = await changes(options, terminal);
  return { code, text: lines.join('\n'), questions };
}

const stateOf = () => bench.changes().get(id)!.state;

test('lists them', async () => {
  expect((await run('list', OPERATOR_KEY)).text).toMatch(new RegExp(`^${id} .* block_device +planned$`));
});

test('shows the plan, and approves it when the name of its object is typed', async () => {
  const { name } = bench.changes().get(id)!.plan!.object;
  const { code, text, questions } = await run('approve', OPERATOR_KEY, name);
  expect([code, questions]).toEqual([0, ['OPERATOR_KEY: ', `Type ${name} to approve: `]]);
  expect(text).toContain('nothing → mac-address=');
  expect(text).toContain('affects 1 devices: Vacuum');
  expect(bench.changes().get(id)!.approvedBy!.key).toBe('olga');
  await bench.finish(id);
  expect((await run('undo', OPERATOR_KEY)).code).toBe(0);
  await bench.changes().idle();
});

test('another name, another key and another id approve nothing', async () => {
  expect((await run('approve', OPERATOR_KEY, 'yes')).code).toBe(1);
  await expect(run('approve', 'nope')).rejects.toThrow('401: The key is not API_KEY.');
  expect(stateOf()).toBe('planned');
  expect((await run('reject', OPERATOR_KEY)).code).toBe(0);
  expect(stateOf()).toBe('rejected');
  id = 'none';
  await expect(run('undo', OPERATOR_KEY)).rejects.toThrow('404: There is no change');
});

test('shows every act at the router and why it was proposed', async () => {
  await bench.changes().approve(id, { digest: bench.changes().get(id)!.digest!, by: ANNA });
  await bench.finish(id);
  const { code, text } = await run('show', OPERATOR_KEY);
  expect(code).toBe(0);
  for (const { step, result } of bench.changes().get(id)!.steps) expect(text).toContain(`${step}  ${result}`);
  expect(text).toContain('undo: ');
});

test('follows it to its end', async () => {
  await bench.changes().approve(id, { digest: bench.changes().get(id)!.digest!, by: ANNA });
  const { code, text } = await run('watch', OPERATOR_KEY);
  expect(code).toBe(0);
  expect(text.split('\n').at(-1)).toMatch(/ kept/);
  id = await proposed({ for: '2h' });
  await bench.changes().reject(id, ANNA);
  expect((await run('watch', OPERATOR_KEY)).code).toBe(1);
});

test('without a terminal it refuses, whatever the environment holds', async () => {
  expect(process.stdin.isTTY).not.toBe(true);
  vi.stubEnv('OPERATOR_KEY', OPERATOR_KEY);
  for (const act of ['list', 'show', 'watch', 'approve', 'reject', 'undo'] as const)
    expect(await runChanges({ act, id, url: server.url })).toBe(64);
  expect(stateOf()).toBe('planned');
  vi.unstubAllEnvs();
});
