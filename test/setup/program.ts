/** Builds the program and its page as `npm run build` does, but for the look at the types, once for all tests of the project. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPage } from '../../src/web/build-page.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The main file of the built program. */
    program: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const root = project.config.root;
  // beside its packages, and a folder for each run: two runs do not disturb each other
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'program-'));
  const dist = join(folder, 'dist');
  const build = async () => {
    rmSync(dist, { recursive: true, force: true });
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    const options = ['--noCheck', '--noEmitOnError', 'false', '--outDir', dist];
    execFileSync(tsc, ['-p', join(root, 'tsconfig.build.json'), ...options]);
    await buildPage(join(dist, 'web', 'page'));
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  };
  await build();
  project.provide('program', join(dist, 'main.js'));
  project.onTestsRerun(build);
  return () => rmSync(folder, { recursive: true });
}
