/** Kills a program that writes its history, and looks what is left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Archive, createArchive } from '../../src/history/archive.ts';
import { historyPath, openDatabase } from '../../src/history/open.ts';
import type { Database } from '../../src/history/schema.ts';
import type { DeviceHistory } from '../../src/record/history.ts';
import { compile } from '../compile.ts';
import { idOf, newFolder, START, workerFile } from './scene.ts';

export interface Killed {
  /** Events that were handed over more than a second before. */
  handedOver: number;
  /** Of these, not in the file. */
  missing: number[];
  /** Whether the signals of the moment of the last of them are not in the file. */
  isSignalMissing: boolean;
  /** What SQLite says of the file. */
  integrity: string;
  /** Devices with more than one session that lasts. */
  doubled: number;
  /** Whether the file that was there had to be set aside. */
  setAside: string | null;
}

/** Safe is what was handed over this long before. */
const SAFE_MS = 1000;
const DAY_MS = 86_400_000;

/** Kills the writer at a random moment, as often as wanted, each time over the file that the time before left. */
export async function kill(times: number, onKilled: (killed: Killed) => void): Promise<void> {
  const folder = newFolder();
  try {
    for (let time = 0; time < times; time++) onKilled(await killOnce(folder.path, time * DAY_MS));
  } finally {
    folder.remove();
  }
}

/** Lets the writer end by itself in the midst of its work; its exit code, which is 3. */
export async function exit(): Promise<number | null> {
  const folder = newFolder();
  const writer = start(folder.path, ['0', String(300 + Math.random() * 200)]);
  writer.stdout.resume();
  const [code] = (await once(writer, 'exit')) as [number | null];
  folder.remove();
  return code;
}

function start(directory: string, more: readonly string[]) {
  const program = compile(join(import.meta.dirname, 'writer.ts'));
  return spawn(process.execPath, [program, workerFile(), directory, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function killOnce(directory: string, offsetMs: number): Promise<Killed> {
  const writer = start(directory, [String(offsetMs)]);
  let text = '';
  writer.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const ended = Promise.all([once(writer, 'close'), once(writer.stdout, 'end')]);
  await once(writer.stdout, 'data');
  // long enough for something to be safe, and for some to be under way
  await wait(SAFE_MS + 200 + Math.random() * 800);
  const killedAt = Date.now();
  writer.kill('SIGKILL');
  await ended;
  const lines = text.split('\n').slice(0, -1);
  const safe = lines
    .map((line) => line.split(' ').map(Number) as [number, number])
    .filter(([, at]) => at < killedAt - SAFE_MS)
    .map(([eventId]) => eventId);
  return { ...look(directory, safe), handedOver: safe.length };
}

function look(directory: string, safe: readonly number[]): Omit<Killed, 'handedOver'> {
  const { db, setAside } = openDatabase(historyPath(directory), { openedAt: START });
  const { integrity_check: integrity } = db.prepare('PRAGMA integrity_check').get() as {
    integrity_check: string;
  };
  const find = db.prepare('SELECT 1 FROM event WHERE id = ?');
  const missing = safe.filter((eventId) => find.get(eventId) === undefined);
  const open =
    'SELECT count(*) AS count FROM (SELECT 1 FROM session WHERE to_at IS NULL GROUP BY device HAVING count(*) > 1)';
  const { count: doubled } = db.prepare(open).get() as { count: number };
  // what a start does with it, and an answer out of it
  const archive = createArchive(db, { maxBytes: 512 * 1024 * 1024 });
  const span = { sinceAt: START, untilAt: START + 400 * DAY_MS };
  archive.answer(
    { type: 'device', deviceId: idOf(1), span, resolution: null },
    { at: span.untilAt, monotonicMs: 0 },
  );
  const isSignalMissing = !hasSignals(archive, db, safe.at(-1) ?? 0);
  db.close();
  return { integrity, missing, isSignalMissing, doubled, setAside };
}

/** Whether a device has a reading of when the event happened. */
function hasSignals(archive: Archive, db: Database, eventId: number): boolean {
  const event = db.prepare('SELECT at FROM event WHERE id = ?').get(eventId) as { at: number } | undefined;
  if (event === undefined) return false;
  const span = { sinceAt: event.at, untilAt: event.at + 1 };
  const query = { type: 'device', deviceId: idOf(1), span, resolution: 'raw' } as const;
  const { segments } = archive.answer(query, { at: event.at, monotonicMs: 0 }) as DeviceHistory;
  return segments.length > 0;
}
