/** Builds the program and its page. The program becomes a few files: Node.js takes a third longer to start it from the hundreds of its source. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from '../src/web/build-page.ts';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** As in `src/`, a folder below the main file: what is found beside a module, or by its `../`, is found there too. */
const PARTS = 'parts';
const ENTRIES = {
  main: 'main.ts',
  [`${PARTS}/worker`]: 'history/worker.ts',
  // for the scripts of test/ that run the built service in their own process
  'service/serve': 'service/serve.ts',
  'telemetry/log': 'telemetry/log.ts',
};

/** Replaces the folder. Packages are not bundled: they are installed, and updated, on their own. */
export async function buildProgram(dist: string): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  await build({
    absWorkingDir: source,
    entryPoints: ENTRIES,
    outdir: dist,
    chunkNames: `${PARTS}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  const dashboard = join('metrics', 'grafana-dashboard.json');
  cpSync(join(source, dashboard), join(dist, dashboard));
  await buildPage(join(dist, 'web', 'page'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildProgram(fileURLToPath(new URL('../dist/', import.meta.url)));
}
