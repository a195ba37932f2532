/** Builds the program and its page as `npm run build` does, but for the look at the types, once for all tests of the project. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildProgram } from '../../packaging/build.ts';

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
    await buildProgram(dist);
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  };
  await build();
  project.provide('program', join(dist, 'main.js'));
  project.onTestsRerun(build);
  return () => rmSync(folder, { recursive: true });
}
