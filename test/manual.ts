/** The manual: `docs/` in Markdown. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'docs');

/** The paths of its pages below `docs/`. */
export const manualPages: readonly string[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .toSorted();

export function readPage(page: string): string {
  return readFileSync(join(folder, page), 'utf8');
}

/** The text of all pages. */
export function readManual(): string {
  return manualPages.map(readPage).join('\n');
}
