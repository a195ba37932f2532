/** What 50,000 log lines in ten seconds from an allowed address do to the built program: reads, the beat of the polls, memory. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createFleet } from '../../src/demo/fleet.ts';
import { startRouter } from '../../src/demo/router.ts';
import { freePort } from '../mosquitto.ts';
import { healthOf, LOOPBACK, reach, startProgram, until } from './push-program.ts';

const DEVICES = 300;
const LINES = 50_000;
const FLOOD_S = 10;
const POLL_S = 2;
const REGISTRATIONS = 'interface/wifi/registration-table';
const ARP = 'ip/arp';

/** Takes about half a minute. */
export async function benchFlood(print: (line: string) => void): Promise<void> {
  print(
    `\nFlood: ${LINES.toLocaleString('en')} log lines in ${FLOOD_S} s, ${DEVICES} devices polled every ${POLL_S} s`,
  );
  const fleet = createFleet({ routers: 1, devicesPerRouter: DEVICES, accessPointsPerRouter: 4 });
  const router = await startRouter({ tables: () => fleet.routers[0]!.tables(), latencyMs: 30 });
  const [port, syslogPort] = [await freePort(), await freePort()];
  const program = startProgram({
    routers: [router],
    devices: [],
    pollSeconds: POLL_S,
    port,
    brokerUrl: null,
    syslogPort,
  });
  try {
    await until('the first snapshot', async () => (await reach(port)) !== null, program.child);
    await quiet();
    const calm = await measure(async () => wait(FLOOD_S * 1000));
    const flood = await measure(() => pour(syslogPort));
    const { syslog } = await healthOf(port);
    print(
      `  taken ${syslog!.line_count.toLocaleString('en')} lines, understood ${syslog!.understood_count.toLocaleString('en')}`,
    );
    for (const [title, { polls, reads, beats, rssMiB, cpuMs }] of [
      ['calm', calm],
      ['flood', flood],
    ] as const) {
      const [least, most] = [Math.min(...beats), Math.max(...beats)];
      print(
        `  ${title.padEnd(6)} ${polls} polls ${least}–${most} ms apart, ${reads - polls} reads of the registration table beside them in ${FLOOD_S} s, CPU ${cpuMs} ms, RSS ${rssMiB} MiB`,
      );
    }
  } finally {
    await program.stop();
    await router.stop();
  }

  /** Just after a poll has ended. */
  async function quiet(): Promise<void> {
    router.resetCounters();
    await until('a poll', () => router.requests.some(({ menu }) => menu === ARP), program.child);
  }

  async function measure(during: () => Promise<unknown>) {
    const { pid } = program.child;
    const cpuBefore = cpuOf(pid!);
    router.resetCounters();
    await during();
    const requests = router.requests.slice();
    const times = requests.filter(({ menu }) => menu === ARP).map(({ at }) => at);
    return {
      polls: times.length,
      reads: requests.filter(({ menu }) => menu === REGISTRATIONS).length,
      beats: times.slice(1).map((at, index) => Math.round(at - times[index]!)),
      cpuMs: cpuOf(pid!) - cpuBefore,
      rssMiB: rssOf(pid!),
    };
  }
}

async function pour(port: number): Promise<void> {
  const socket = createSocket('udp4');
  const batches = FLOOD_S * 50;
  const perBatch = LINES / batches;
  const began = performance.now();
  for (let batch = 0; batch < batches; batch++) {
    for (let index = 0; index < perBatch; index++) {
      const number = batch * perBatch + index;
      const tail = [number >> 16, (number >> 8) & 255, number & 255].map((byte) =>
        byte.toString(16).padStart(2, '0'),
      );
      const mac = `02:66:00:${tail.join(':')}`;
      socket.send(`wireless,info ${mac}@wifi1(home) connected, signal strength -50`, port, LOOPBACK);
    }
    await wait(Math.max(0, began + ((batch + 1) * FLOOD_S * 1000) / batches - performance.now()));
  }
  socket.close();
}

function rssOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/** User and system time; the kernel counts in hundredths of a second. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
