/** A failure of the disk as a sentence that says what to do. */

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
  SQLITE_CORRUPT: 'The file is damaged: at the next attempt it is checked, and renamed if it cannot be read',
  SQLITE_NOTADB: 'The file is damaged: at the next attempt it is checked, and renamed if it cannot be read',
  SQLITE_BUSY: 'Another program has the file open: close that program',
  SQLITE_IOERR: 'The disk cannot be read or written: check the log of the system',
};

// a statement that cannot be prepared has no code, only words
const words: readonly [RegExp, string][] = [
  [/malformed/, 'SQLITE_CORRUPT'],
  [/not a database/, 'SQLITE_NOTADB'],
  [/disk is full/, 'SQLITE_FULL'],
  [/readonly/, 'SQLITE_READONLY'],
  [/disk I\/O error/, 'SQLITE_IOERR'],
  [/unable to open/, 'SQLITE_CANTOPEN'],
  [/is locked/, 'SQLITE_BUSY'],
];

/** "SQLITE_FULL", "EACCES"; the message where there is no code. */
export function reasonOf(error: unknown): string {
  const { sqliteCodeName, code, message = 'unknown reason' } = error as Partial<Record<string, string>>;
  // "SQLITE_IOERR_WRITE" is one kind of SQLITE_IOERR
  const name = /^SQLITE_[A-Z]+/.exec(sqliteCodeName ?? '')?.[0];
  if (name !== undefined) return name;
  if (code !== undefined && code !== 'ERR_SQLITE_ERROR') return code;
  return words.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}

export function isOfDisk(error: unknown): boolean {
  return (error as { code?: string }).code === 'ERR_SQLITE_ERROR';
}

export function isDamage(error: unknown): boolean {
  return DAMAGED.has(reasonOf(error));
}

export function problemOf(path: string, error: unknown): string {
  const reason = reasonOf(error);
  const remedy = remedies[reason] ?? 'Check STATE_DIR';
  return `The history ${path} cannot be written (${reason}). ${remedy}. It is retried every 20 s; everything else keeps running.`;
}
