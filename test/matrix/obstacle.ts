/** What this machine lets nobody do. */
import { execFileSync } from 'node:child_process';

/** Null when the command succeeds. */
function obstacle(command: string, args: string[], sentence: string): string | null {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return null;
  } catch {
    return sentence;
  }
}

export const noMounts = obstacle('unshare', ['--mount', 'true'], 'only root may mount, on Linux');
export const noPipes = obstacle('mkfifo', ['--version'], 'there is no mkfifo');
export const noLimits = obstacle('prlimit', ['--nofile=64', 'true'], 'there is no prlimit');
