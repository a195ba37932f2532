/** What can go wrong with the machine: its clock, its descriptors, its processor and its memory. */
import { execFileSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { startRouter } from '../../src/demo/router.ts';
import type { RouterRow, RouterTable } from '../../src/demo/row.ts';
import { noLimits } from './obstacle.ts';
import { LONG_MS, POLL_MS, type Rig, type Scenario } from './scenario.ts';

const HOUR_MS = 3_600_000;
const meddling = ['--import', new URL('meddle.mjs', import.meta.url).href];

const clocks = [HOUR_MS, -HOUR_MS, 24 * HOUR_MS, -24 * HOUR_MS].map((errorMs): Scenario => {
  const sign = errorMs > 0 ? '+' : '−';
  return {
    titles: [`clock ${sign}${Math.abs(errorMs) / HOUR_MS} h`, '10 polls, back', 'wall clock'],
    prepare: async () => ({ nodeArgs: meddling }),
    shows: ({ clockErrorMs }) => clockErrorMs / errorMs > 0.9,
    trouble: async ({ program, during }) => {
      program.send({ clockErrorMs: errorMs });
      await during(LONG_MS);
      program.send({ clockErrorMs: 0 });
      await during(3 * POLL_MS);
    },
  };
});

/** More connections than there are descriptors left; those that are refused come again. */
async function crowd(port: number, count: number): Promise<() => void> {
  const sockets = new Set<Socket>();
  let isOver = false;
  const open = () => {
    if (isOver) return;
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      setTimeout(open, 100);
    });
  };
  for (let turn = 0; turn < count; turn++) open();
  await wait(500);
  return () => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  };
}

const descriptors: Scenario = {
  titles: ['descriptors gone', '10 polls', 'ulimit -n 64'],
  obstacle: noLimits,
  // there is none left for whoever asks; that the house goes on being read is what counts
  mayAnswer: ['TypeError', 'TimeoutError'],
  mayLogErrors: true,
  shows: ({ statuses, problems }) =>
    statuses.has('TypeError') || statuses.has('TimeoutError') || /EMFILE/.test([...problems].join('\n')),
  trouble: async ({ program, port, during, network }) => {
    // not before: Node.js needs two hundred to load a program
    execFileSync('prlimit', ['--pid', String(program.pid), '--nofile=64:']);
    const disperse = await crowd(port, 200);
    // the connection to the router is lost too
    network.routers[0]!.setFault('reset');
    await during(POLL_MS);
    network.routers[0]!.setFault(null);
    await during(LONG_MS);
    disperse();
  },
};

/** Nothing happens for so long, while somebody waits for an answer. */
function standstill(ms: number, what: string, where: string, halt: (rig: Rig) => void): Scenario {
  return {
    titles: [what, `${ms / 1000} s`, where],
    prepare: async () => ({ nodeArgs: meddling }),
    mayAnswer: ['TimeoutError'],
    shows: ({ slowestMs }) => slowestMs > Math.min(ms, 8000) - 1000,
    trouble: async (rig) => {
      halt(rig);
      const onlooker = rig.during(ms);
      await wait(ms);
      rig.program.kill('SIGCONT');
      await onlooker;
    },
  };
}

const heap = ['--max-old-space-size=192'];

/** As much as is taken: the same rows again and again, up to a little below 8 MiB. */
function swollen(table: RouterTable): RouterTable {
  if (!Array.isArray(table) || table.length === 0) return table;
  const rows = table as readonly RouterRow[];
  const bytes = Buffer.byteLength(JSON.stringify(rows));
  // one that is frozen is encoded once
  return Object.freeze(Array.from({ length: Math.floor((7.9 * 1024 * 1024) / bytes) }, () => rows).flat());
}

let isSwollen = false;

const heaps: Scenario[] = [
  ...(['one', 'both'] as const).map(
    (routers): Scenario => ({
      titles: ['heap of 192 MB', '10 polls', routers === 'one' ? 'above 8 MiB' : '… one of two'],
      routers,
      prepare: async () => ({ nodeArgs: heap }),
      shows: ({ problems }) => /larger than 8 MiB/.test([...problems].join('\n')),
      trouble: async ({ network, during }) => {
        network.routers[0]!.setFault('huge');
        await during(LONG_MS);
        network.routers[0]!.setFault(null);
      },
    }),
  ),
  {
    titles: ['heap of 192 MB', '10 polls', 'below 8 MiB'],
    // so much is not read within a second: that health says so is right
    shows: ({ mostRows }) => mostRows > 5000,
    prepare: async ({ network }) => {
      const [plan] = network.house.routers;
      const { username, password } = network.routers[0]!;
      let made: Readonly<Record<string, RouterTable>> | null = null;
      const router = await startRouter({
        tables: () => {
          if (!isSwollen) return plan!.tables();
          made ??= Object.fromEntries(
            Object.entries(plan!.tables()).map(([menu, table]) => [menu, swollen(table)]),
          );
          return made;
        },
        identity: plan!.identity,
        username,
        password,
        packages: plan!.packages,
        version: plan!.version,
      });
      return {
        nodeArgs: heap,
        routerUrl: (url, index) => (index === 0 ? router.url : url),
        end: () => router.stop(),
      };
    },
    trouble: async ({ during }) => {
      isSwollen = true;
      await during(LONG_MS);
      isSwollen = false;
    },
  },
];

export const machineScenarios: readonly Scenario[] = [
  ...clocks,
  descriptors,
  standstill(5000, 'loop blocked', 'event loop', ({ program }) => void program.send({ blockMs: 5000 })),
  standstill(5000, 'stopped', 'the process', ({ program }) => void program.kill('SIGSTOP')),
  standstill(15_000, 'stopped', 'the process', ({ program }) => void program.kill('SIGSTOP')),
  ...heaps,
];
