/** When `npm start` builds. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { whyBuild } from '../../packaging/build-when-newer.ts';

it('a build is due without one, and when a source or a folder of the source is newer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mikrotik-presence-'));
  const put = (file: string, at: number) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
    utimesSync(join(folder, file), at, at);
  };
  const sources = [
    'src/main.ts',
    'docs/README.md',
    'package.json',
    'package-lock.json',
    'packaging/build.ts',
    'test/web/pictures/now.png',
    'tsconfig.json',
    'tsconfig.build.json',
  ];
  for (const file of sources) put(file, 100);
  for (const name of ['src', 'docs', 'test/web/pictures']) utimesSync(join(folder, name), 100, 100);
  expect(whyBuild(folder)).toBe('there is no build yet');
  for (const file of ['dist/main.js', 'dist/web/page/manual/manual.css']) put(file, 200);
  expect(whyBuild(folder)).toBeNull();
  put('src/main.ts', 300);
  expect(whyBuild(folder)).toBe('the source is newer than dist/');
  put('src/main.ts', 100);
  utimesSync(join(folder, 'src'), 300, 300);
  expect(whyBuild(folder)).toBe('the source is newer than dist/');
  rmSync(folder, { recursive: true });
});
