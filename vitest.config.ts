/** What the tests need and how long they may take. The name of a test file selects its project. */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Properties are tried with so many times their cases. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 1);

/** Tests wait a third of their time: for a page, a process, or a limit that is tried out. */
const maxWorkers = Math.ceil(1.5 * availableParallelism());

const BROWSER = 'test/**/*.browser.test.ts';
const PROCESS = 'test/**/*.process.test.ts';

export default defineConfig({
  test: {
    // workers are started once, and keep the modules they have loaded
    maxWorkers,
    // transformed once for the three projects, and again only after a change
    experimental: { fsModuleCache: true },
    isolate: false,
    // a test runs its code too briefly to be worth optimizing, and leaves much garbage: a fifth of all processor time went into these
    execArgv: ['--interrupt-budget=1000000', '--max-semi-space-size=64'],
    // generous, because the machine may be busy: tests wait for conditions, and a limit only ends what hangs
    testTimeout: 60_000 * Math.max(1, runs),
    hookTimeout: 120_000,
    ...(runs !== 1 && { setupFiles: 'test/setup/runs.ts' }),
    // costs a tenth more, so it is asked for; counts what runs in the workers, not in the browser or in processes
    coverage: {
      enabled: process.env['COVERAGE'] === 'true',
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/web/build-page.ts', 'src/web/build-manual.ts'],
      reporter: ['text-summary'],
      reportsDirectory: 'node_modules/.cache/coverage',
    },
    // run in the order of their names: the slowest first, so that no worker is left alone with one at the end
    projects: [
      {
        extends: true,
        test: {
          name: 'browser',
          include: [BROWSER],
          globalSetup: 'test/setup/browser.ts',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: [PROCESS],
          globalSetup: 'test/setup/program.ts',
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [BROWSER, PROCESS],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
