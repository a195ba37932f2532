/** Decides when the configuration is read again: a file of it changed, or SIGHUP came. */
import { isatty } from 'node:tty';
import { watchFiles } from './watch-files.ts';

export interface ConfigWatch {
  /**
   * `again` reads the configuration and returns the paths it looked at; its argument is those of the last reading. Called at once if a
   * file changed or SIGHUP came before. It must not throw, because it runs in a timer.
   */
  start: (again: (paths: ReadonlySet<string>) => ReadonlySet<string>) => void;
  stop: () => void;
}

// SIGHUP ends a process that has no listener; this one stays, so that a watch that has stopped can take its own away
function stayAlive(): void {}

/** `paths`: the files that the last reading looked at. Changes count from here on, and SIGHUP no longer ends the process. */
export function watchConfig(paths: ReadonlySet<string>): ConfigWatch {
  let current = paths;
  let isDue = false;
  let again: Parameters<ConfigWatch['start']>[0] | null = null;
  const wasTerminal = process.stderr.isTTY;
  const watch = watchFiles({
    paths: () => current,
    read: () => {
      if (again === null) isDue = true;
      else current = again(current);
    },
  });
  const hangUp = () => {
    // its terminal was closed: this process is to end
    if (wasTerminal && !isatty(2)) return void process.kill(process.pid, 'SIGTERM');
    watch.readNow();
  };
  if (!process.listeners('SIGHUP').includes(stayAlive)) process.on('SIGHUP', stayAlive);
  process.on('SIGHUP', hangUp);
  return {
    start: (read) => {
      again = read;
      if (isDue) watch.readNow();
    },
    stop: () => {
      process.off('SIGHUP', hangUp);
      watch.stop();
    },
  };
}
