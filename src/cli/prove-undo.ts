/** `check --prove-undo`: has each router take something harmless back by itself. It writes to routers, so it asks at the terminal first. */
import { createInterface } from 'node:readline/promises';
import type { Config, RouterConfig } from '../config/config.ts';
import { lockFile } from '../history/file-lock.ts';
import type { Reading } from '../parse/reading.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { startChanges } from '../service/changes.ts';
import { claimStateDir } from '../state/claim.ts';
import { type Clock, systemClock } from '../telemetry/clock.ts';
import { createLog } from '../telemetry/log.ts';
import { takeSnapshot } from '../world/snapshot.ts';
import { atOnce } from '../parse/sliced.ts';
import { step } from '../world/step.ts';
import { newWorld } from '../world/world.ts';
import type { Say } from './say.ts';

export interface ProveOptions {
  config: Config;
  say: Say;
  print: (line: string) => void;
  /** As `check` has just read the routers. */
  readings: readonly Reading[];
  /** What the person at the terminal answers. */
  ask: (question: string) => Promise<string>;
  clock?: Pick<Clock, 'now' | 'monotonicNow' | 'sleep' | 'after' | 'every'>;
}

/** At a terminal; null where there is none. */
export function askAtTerminal(): ProveOptions['ask'] | null {
  if (!process.stdin.isTTY) return null;
  return async (question) => {
    const line = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await line.question(question);
    } finally {
      line.close();
    }
  };
}

/** True when every router that was to prove it did. Throws when a running service owns STATE_DIR. */
export async function proveUndo(options: ProveOptions): Promise<boolean> {
  const { config, say, print, readings, ask, clock = systemClock } = options;
  const routers = config.routers.filter(({ writeUsername }) => writeUsername !== null);
  if (routers.length === 0) {
    print('No router has a user for writing: set ROUTEROS_WRITE_USERNAME and ROUTEROS_WRITE_PASSWORD.');
    return false;
  }
  const claim = claimStateDir(config.stateDir, lockFile);
  const snapshot = snapshotOf(readings, config);
  const { changes, stop } = startChanges({
    config,
    snapshot: { current: () => snapshot, subscribe: () => () => {} },
    isPolling: () => false,
    log: createLog({ level: 'error', format: 'json' }),
    clock,
  });
  try {
    let isProved = true;
    for (const router of routers) {
      print(`Undo at router "${router.id}"`);
      isProved = (await proveAt(router)) && isProved;
      print('');
    }
    return isProved;
  } finally {
    await stop(0);
    claim.release();
  }

  async function proveAt({ id }: RouterConfig): Promise<boolean> {
    const by = { key: 'check', door: 'terminal' } as const;
    const asked = { action: 'prove_undo', input: { router: id }, by, approverAddress: null };
    const outcome = await changes.propose(asked);
    if (!('change' in outcome) || outcome.change.plan === null) {
      const why =
        'errors' in outcome
          ? outcome.errors[0]!.message
          : 'change' in outcome
            ? outcome.change.outcome
            : 'it cannot be planned now';
      say('✗', 'undo', why ?? 'refused');
      return false;
    }
    const { change } = outcome;
    print(
      '  An address-list entry that no rule uses is written, and a scheduler entry that removes both within 95 s.',
    );
    const answer = await ask(`  Write this to router "${id}"? Type its id to go on: `);
    if (answer.trim() !== id) {
      await changes.reject(change.id, by);
      say(' ', 'undo', 'not tried: nothing was written');
      return false;
    }
    await changes.approve(change.id, { digest: change.digest!, confirm: change.plan!.object.name, by });
    await changes.idle();
    const { state, outcome: result } = changes.get(change.id)!;
    say(
      state === 'kept' ? '✓' : '✗',
      'undo',
      state === 'kept' ? 'the router took it back by itself' : `${state}: ${result}`,
    );
    return state === 'kept';
  }
}

function snapshotOf(readings: readonly Reading[], config: Config): Snapshot | null {
  const [first] = readings;
  if (first === undefined) return null;
  const now = { at: first.startedAt, monotonicMs: first.startedMonotonicMs };
  let world = newWorld(config, now);
  for (const reading of readings) {
    const at = { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs };
    ({ world } = atOnce(step(world, { type: 'reading', reading }, config, at)));
  }
  return atOnce(takeSnapshot(world, config, null))?.snapshot ?? null;
}
