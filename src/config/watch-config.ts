/** When the configuration is read again: a file of it changed, or somebody says so with SIGHUP. */
import { isatty } from 'node:tty';
import { watchFiles } from './watch-files.ts';

/** `paths`: the files it was last read from. Answers the end of it. */
export function follow(again: () => void, paths: ReadonlySet<string>): () => void {
  let isFollowing = true;
  const wasTerminal = process.stderr.isTTY;
  const watch = watchFiles({ paths: () => paths, read: again });
  process.on('SIGHUP', () => {
    // its terminal was closed: nobody asks for anything any more
    if (wasTerminal && !isatty(2)) return void process.kill(process.pid, 'SIGTERM');
    if (isFollowing) watch.readNow();
  });
  return () => {
    isFollowing = false;
    watch.stop();
  };
}
