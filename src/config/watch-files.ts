/** Notices that one of a few files changed. Looks at them now and then: editors and container mounts replace files, which no watcher survives. */
import { statSync } from 'node:fs';

export interface WatchOptions {
  /** Of the last reading, absolute or from the working directory; asked at each look. One that is missing may come to be. */
  paths: () => Iterable<string>;
  /** Reads them. Nothing has changed between two looks: all is written. */
  read: () => void;
  everyMs?: number;
  /** Until the second look at something that has changed. */
  settleMs?: number;
}

const EVERY_MS = 5000;
const SETTLE_MS = 200;

/** What each file is like, by path. */
type Look = ReadonlyMap<string, string>;

/** Keeps no process alive. */
export function watchFiles(options: WatchOptions): { readNow: () => void; stop: () => void } {
  const { paths, read, everyMs = EVERY_MS, settleMs = SETTLE_MS } = options;
  let known = look();
  let last = known;
  let timer = setTimeout(check, everyMs).unref();

  function look(seen?: Look): Look {
    return new Map([...paths()].map((path) => [path, seen?.get(path) ?? stampOf(path)]));
  }

  function readNow(): void {
    const before = look();
    read();
    // a file that was named just now is read, and no news
    known = last = look(before);
  }

  function check(): void {
    const now = look();
    const isSettled = isSame(now, last);
    last = now;
    if (isSettled && !isSame(now, known)) readNow();
    timer = setTimeout(check, isSame(last, known) ? everyMs : settleMs).unref();
  }

  return { readNow, stop: () => clearTimeout(timer) };
}

function isSame(one: Look, other: Look): boolean {
  return one.size === other.size && [...one].every(([path, stamp]) => other.get(path) === stamp);
}

/** Of the times the one that moves with the rights, too: a file that may be read now is news. */
function stampOf(path: string): string {
  try {
    const { ctimeMs, size, ino } = statSync(path);
    return `${ctimeMs} ${size} ${ino}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  }
}
