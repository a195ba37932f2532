/** A disk that is full, takes nothing, or does not answer: the memory and the history must say so, and go on by themselves when it is over. */
import { execFileSync } from 'node:child_process';
import { constants, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noMounts, noPipes } from './obstacle.ts';
import type { Scenario } from './scenario.ts';
import { stir } from './stir.ts';
import type { Seen } from './witness.ts';

/** A file system of its own, of eight megabytes. */
function mountSmall(directory: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', directory]);
  return () => execFileSync('umount', ['--lazy', directory]);
}

function fill(directory: string): void {
  try {
    for (let size = 1 << 20; size >= 4096; size >>= 1)
      for (let turn = 0; turn < 9; turn++)
        writeFileSync(join(directory, `filler-${size}-${turn}`), Buffer.alloc(size));
  } catch {
    // a smaller one may still find room
  }
  try {
    for (let turn = 0; ; turn++) writeFileSync(join(directory, `filler-${turn}`), Buffer.alloc(4096));
  } catch {
    // full
  }
}

function unfill(directory: string): void {
  execFileSync('sh', ['-c', 'rm -f "$0"/filler-*', directory]);
}

/** What is written when the state changes. */
const written = ['memory.json.tmp', 'memory.changes'];

/** Opening a named pipe for writing waits for a reader, as every call waits for a disk that hangs. */
function hang(directory: string): void {
  for (const name of written) {
    rmSync(join(directory, name), { force: true });
    execFileSync('mkfifo', [join(directory, name)]);
  }
}

/** What waits goes on, and finds that a pipe cannot be synchronised. */
function answer(directory: string): void {
  for (const name of written) {
    try {
      openSync(join(directory, name), constants.O_RDONLY | constants.O_NONBLOCK);
      rmSync(join(directory, name));
    } catch {
      // whoever has begun to write has removed it already
    }
  }
}

/** Whoever writes complained. */
function complained(who: readonly RegExp[]): (seen: Seen) => boolean {
  return ({ problems }) => who.every((sentence) => [...problems].some((problem) => sentence.test(problem)));
}
const memory = /^The state file .* could not be written/;
const history = /^The history .* cannot be written/;

function disk(
  what: 'full' | 'read-only',
  when: 'meanwhile' | 'at the start',
  begin: (stateDir: string) => void,
  end: (stateDir: string) => void,
  who = [memory, history],
): Scenario {
  const isFromStart = when === 'at the start';
  return {
    titles: [`disk ${what}`, isFromStart ? 'at the start' : '10 polls', 'STATE_DIR'],
    obstacle: noMounts,
    shows: complained(who),
    ...(isFromStart ? { isBad: 'from the start', mayAnswer: ['503'] } : {}),
    prepare: async ({ stateDir }) => {
      const unmount = mountSmall(stateDir);
      if (isFromStart) begin(stateDir);
      return { end: unmount };
    },
    trouble: async (rig) => {
      if (!isFromStart) begin(rig.stateDir);
      await stir(rig);
      end(rig.stateDir);
    },
  };
}

export const diskScenarios: readonly Scenario[] = [
  {
    titles: ['disk hanging', '10 polls', 'STATE_DIR'],
    obstacle: noPipes,
    shows: complained([/^STATE_DIR does not answer/]),
    trouble: async (rig) => {
      hang(rig.stateDir);
      await stir(rig);
      answer(rig.stateDir);
    },
  },
  disk('full', 'meanwhile', fill, unfill),
  disk('full', 'at the start', fill, unfill),
  disk(
    'read-only',
    'meanwhile',
    // what is open for writing forbids a remount; a read-only view on top is what every new file meets
    (stateDir) => {
      execFileSync('mount', ['--bind', stateDir, stateDir]);
      execFileSync('mount', ['-o', 'remount,bind,ro', stateDir]);
    },
    (stateDir) => execFileSync('umount', ['--lazy', stateDir]),
    // the history has its file open, and goes on
    [memory],
  ),
  disk(
    'read-only',
    'at the start',
    (stateDir) => execFileSync('mount', ['-o', 'remount,ro', stateDir]),
    (stateDir) => execFileSync('mount', ['-o', 'remount,rw', stateDir]),
  ),
];
