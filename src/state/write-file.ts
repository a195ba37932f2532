/**
 * Writing to the disk without holding the event loop: a disk may be slow, or never answer. A promise that resolves means that what was written
 * survives a power cut.
 */
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeStateDir } from './state-dir.ts';

/** Replaces a file as a whole: it is the old one or the new one, never half of it. Resolves to the length of the text. */
export async function replaceFile(path: string, pieces: Iterable<string>): Promise<number> {
  const temporary = `${path}.tmp`;
  try {
    const length = await written(temporary, 'w', pieces);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return length;
  } catch (error) {
    // it may not exist, or be impossible to remove: the error says what is wrong either way
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Begins a file, whatever it held before. */
export async function beginFile(path: string, pieces: Iterable<string>): Promise<void> {
  await written(path, 'w', pieces);
  await syncDirectory(dirname(path));
}

/** Adds to the end of a file. When it rejects, part of it may be there. */
export async function appendFile(path: string, pieces: Iterable<string>): Promise<void> {
  await written(path, 'a', pieces);
}

async function written(path: string, flags: 'w' | 'a', pieces: Iterable<string>): Promise<number> {
  const file = await opened(path, flags);
  let length = 0;
  try {
    for (const piece of pieces) {
      await file.writeFile(piece);
      length += piece.length;
    }
    await file.sync();
    return length;
  } finally {
    await file.close();
  }
}

async function opened(path: string, flags: 'w' | 'a'): Promise<FileHandle> {
  try {
    return await open(path, flags, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeStateDir(dirname(path));
    return open(path, flags, 0o600);
  }
}

// the new name is on disk only once the directory is; some file systems cannot sync one, and then the rename has to do
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!['EINVAL', 'EPERM', 'ENOTSUP', 'EISDIR'].includes(code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
