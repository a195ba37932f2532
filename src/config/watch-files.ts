/** Notices when one of a few files changes. Polls them, because a watcher loses a file that an editor or a container mount replaces. */
import { statSync } from 'node:fs';

export interface WatchOptions {
  /** The files of the last reading, existing or not; absolute or from the working directory. Called at each check. */
  paths: () => Iterable<string>;
  /** Reads them. Called when two checks found the same: no write is under way. */
  read: () => void;
  everyMs?: number;
  /** From the check that finds a change to the next. */
  settleMs?: number;
}

const EVERY_MS = 5000;
const SETTLE_MS = 200;

/** The stamp of each file, by path. */
type Stamps = ReadonlyMap<string, string>;

/** Does not keep the process alive. */
export function watchFiles(options: WatchOptions): { readNow: () => void; stop: () => void } {
  const { paths, read, everyMs = EVERY_MS, settleMs = SETTLE_MS } = options;
  let known = takeStamps();
  let last = known;
  let timer = setTimeout(check, everyMs).unref();

  function takeStamps(seen?: Stamps): Stamps {
    return new Map([...paths()].map((path) => [path, seen?.get(path) ?? stampOf(path)]));
  }

  function readNow(): void {
    const before = takeStamps();
    read();
    // a file that this reading named for the first time has just been read
    known = last = takeStamps(before);
  }

  function check(): void {
    const now = takeStamps();
    const isSettled = isSame(now, last);
    last = now;
    if (isSettled && !isSame(now, known)) readNow();
    timer = setTimeout(check, isSame(last, known) ? everyMs : settleMs).unref();
  }

  return { readNow, stop: () => clearTimeout(timer) };
}

function isSame(one: Stamps, other: Stamps): boolean {
  return one.size === other.size && [...one].every(([path, stamp]) => other.get(path) === stamp);
}

/** Changes with content and permissions; the code of the error when the file cannot be read. Not mtime, which ignores permissions. */
function stampOf(path: string): string {
  try {
    const { ctimeMs, size, ino } = statSync(path);
    return `${ctimeMs} ${size} ${ino}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  }
}
