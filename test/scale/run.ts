/**
 * `npx tsx test/scale/run.ts [seconds] [routers …]`: 50 simulated routers with 200 devices each, polled every 10 s by one process of the built
 * program, then more and more of them, until the knee is found: polls come late, or the processor time of one core is used up. The routers are in a
 * process of their own; both share this machine, so what it says is a lower bound: where the far end is at its limit, or the machine is, it is not the
 * program that is late, which `waited` tells: for so long it was ready and no processor was free. Prints processor, memory and beat for each, and where the knee is.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { loadavg } from 'node:os';
import { cpuSecondsOf, type RouterAddress, startProgram } from './program.ts';
import type { Beat, Order } from './routers.ts';

const DEVICES_PER_ROUTER = 200;
const INTERVAL_S = 10;
const WARM_UP_MS = 25_000;
/** When more than one beat in twenty is lost, it is too much. */
const LOST = 0.05;
/** A program that is ready for so large a part of the time and does not run is held up by others. */
const WAITED = 0.2;
const STARVED = `polls miss their beat of ${INTERVAL_S} s, but this machine had no processor free for the program`;
/** Then it is measured anew, so many times. */
const TURNS = 3;
const MOST_ROUTERS = 1000;

const [seconds = 40, ...counts] = process.argv.slice(2).map(Number);
const steps = counts.length > 0 ? counts : rising();

console.log(
  `${DEVICES_PER_ROUTER} devices per router, a poll every ${INTERVAL_S} s, ${seconds} s each after a warm-up`,
);
console.log(
  'routers  devices  first complete   CPU %  ms per poll  waited %  far end %  RSS MiB then, now  peak MiB   polls  of due   beat mean / p99 / max s   load',
);
let good = 0;
let knee: string | null = null;
for (const routers of steps) {
  let limit: string | null = STARVED;
  for (let turn = 0; limit === STARVED && turn < TURNS; turn++) limit = await measure(routers);
  if (limit === null) good = routers;
  else knee = `the knee is between ${good} and ${routers} routers: with ${routers}, ${limit}`;
  if (knee !== null) break;
}
console.log(knee ?? `no knee up to ${good} routers with ${good * DEVICES_PER_ROUTER} devices`);

function* rising(): Generator<number> {
  for (let routers = 50; routers <= MOST_ROUTERS; routers += routers < 200 ? 50 : 100) yield routers;
}

/** What is at its limit with so many routers; null when nothing is. */
async function measure(routers: number): Promise<string | null> {
  const far = fork(new URL('routers.ts', import.meta.url), { serialization: 'advanced' });
  try {
    await once(far, 'message');
    const addresses = await ask<RouterAddress[]>(far, { routers, devicesPerRouter: DEVICES_PER_ROUTER });
    const program = await startProgram(addresses, { POLL_INTERVAL: `${INTERVAL_S}s` });
    try {
      // among so many, a few have the same made-up address
      const firstMs = await program.untilDevices(Math.floor(routers * DEVICES_PER_ROUTER * 0.99));
      await wait(WARM_UP_MS);
      far.send('forget');
      const [rssBefore, waitedBefore] = [program.rssMiB(), program.waitedSeconds()];
      const [began, cpuBefore, farBefore] = [performance.now(), program.cpuSeconds(), cpuSecondsOf(far.pid!)];
      await wait(seconds * 1000);
      const beat = await ask<Beat>(far, 'tell');
      const elapsedS = (performance.now() - began) / 1000;
      const cpuS = program.cpuSeconds() - cpuBefore;
      const waited = (program.waitedSeconds() - waitedBefore) / elapsedS;
      const farCpuS = cpuSecondsOf(far.pid!) - farBefore;
      const share = beat.polls / ((routers * elapsedS) / INTERVAL_S);
      console.log(
        [
          String(routers).padStart(7),
          String((await program.deviceCount()) ?? '–').padStart(8),
          `${(firstMs / 1000).toFixed(1)} s`.padStart(15),
          ((cpuS / elapsedS) * 100).toFixed(0).padStart(7),
          ((cpuS / beat.polls) * 1000).toFixed(1).padStart(12),
          (waited * 100).toFixed(0).padStart(9),
          ((farCpuS / elapsedS) * 100).toFixed(0).padStart(10),
          `${rssBefore.toFixed(0)} → ${program.rssMiB().toFixed(0)}`.padStart(18),
          program.peakMiB().toFixed(0).padStart(9),
          String(beat.polls).padStart(7),
          `${(share * 100).toFixed(0)} %`.padStart(7),
          `  ${[beat.meanS, beat.p99S, beat.maxS].map((s) => s.toFixed(2)).join(' / ')}`.padEnd(27),
          loadavg()[0]!.toFixed(1),
        ].join(' '),
      );
      if (farCpuS / elapsedS > 0.9) return 'the far end is at its limit, not the program';
      if (cpuS / elapsedS >= 1) return 'the program uses up the processor time of one core';
      const isLate = share < 1 - LOST || beat.meanS > INTERVAL_S * (1 + LOST);
      if (!isLate) return null;
      const late = `polls miss their beat of ${INTERVAL_S} s`;
      return waited > WAITED ? STARVED : late;
    } finally {
      await program.stop();
    }
  } catch (error) {
    return (error as Error).message;
  } finally {
    far.kill();
  }
}

async function ask<T>(far: ChildProcess, message: Order | 'tell'): Promise<T> {
  far.send(message);
  const [answer] = (await once(far, 'message')) as [T];
  return answer;
}
