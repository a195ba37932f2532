/** What is wrong with the disk, as a sentence that says what to do. */

const DAMAGED = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);

const remedies: Record<string, string> = {
  SQLITE_FULL: 'The disk is full: make room, or set HISTORY_MAX_SIZE lower',
  ENOSPC: 'The disk is full: make room, or set HISTORY_MAX_SIZE lower',
  SQLITE_READONLY: 'Make STATE_DIR writable',
  EROFS: 'Make STATE_DIR writable',
  EACCES: 'Make STATE_DIR writable',
  EPERM: 'Make STATE_DIR writable',
  SQLITE_CANTOPEN: 'Make STATE_DIR a directory that can be written, and history.db a file',
  ENOENT: 'Make STATE_DIR a directory that can be written',
  ENOTDIR: 'Make STATE_DIR a directory that can be written',
  SQLITE_CORRUPT: 'The file is damaged: it is looked through, and set aside, when it is tried again',
  SQLITE_NOTADB: 'The file is damaged: it is looked through, and set aside, when it is tried again',
  SQLITE_BUSY: 'Another program has the file open: close it',
  SQLITE_IOERR: 'The disk cannot be read or written: look into the log of the system',
};

/** "SQLITE_FULL", "EACCES"; the message where there is no code. */
export function reasonOf(error: unknown): string {
  const { sqliteCodeName, code, message } = error as {
    sqliteCodeName?: string;
    code?: string;
    message?: string;
  };
  return sqliteCodeName ?? code ?? message ?? 'unknown reason';
}

export function isDamage(error: unknown): boolean {
  return DAMAGED.has(reasonOf(error));
}

export function problemOf(path: string, error: unknown): string {
  const reason = reasonOf(error);
  const remedy = remedies[reason] ?? 'Look at STATE_DIR';
  return `The history ${path} cannot be kept (${reason}). ${remedy}; it is tried again every five minutes, and everything else goes on.`;
}
