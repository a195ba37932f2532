/** The identity of this installation: random bytes, made at the first start and kept in the state directory. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateDir } from './state-dir.ts';

const FILE = 'installation.key';
const LENGTH = 48;

export interface Installation {
  /** Signs the ids of MCP sessions, so that they stay valid after a restart. */
  signingKey: Uint8Array;
  /** Distinguishes two installations with the same INSTANCE_ID at the broker. */
  clientIdSuffix: string;
  /** Why the next start will be another installation; null when it will not. */
  problem: string | null;
}

/** Never throws: without a directory everything works until the next start. */
export function openInstallation(directory: string): Installation {
  const path = join(directory, FILE);
  const kept = read(path);
  if (kept !== null) return { ...split(kept), problem: null };
  const made = randomBytes(LENGTH);
  try {
    makeStateDir(directory);
    writeFileSync(path, made, { mode: 0o600 });
    return { ...split(made), problem: null };
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    const problem = `${path} could not be written (${code}). Make STATE_DIR writable; until then, AI assistants must reconnect after each restart.`;
    return { ...split(made), problem };
  }
}

function read(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    return bytes.length === LENGTH ? bytes : null;
  } catch {
    // missing or unreadable: a new one is made, and a failure to write it is reported
    return null;
  }
}

function split(bytes: Buffer): Omit<Installation, 'problem'> {
  return { signingKey: bytes.subarray(0, 32), clientIdSuffix: bytes.subarray(32, 36).toString('hex') };
}
