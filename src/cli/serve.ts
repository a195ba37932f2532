/** `mikrotik-presence`: reads the configured routers and serves what they say, until a signal. */
import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { readTexts } from '../config/dot-env.ts';
import { configure } from './configuration.ts';
import { EXIT } from './exit-code.ts';
import { greet } from './greet.ts';
import { type Stopping, untilStopped } from './until-stopped.ts';

export async function runServe(version: string, stopping: Stopping): Promise<number> {
  const configured = configure({ interfaceRequired: true });
  if (configured === null) return EXIT.configuration;
  const { config, log, source } = configured;
  takeTraceVariables();
  // an invalid configuration needs none of it
  const { serve } = await import('../service/serve.ts');
  return untilStopped(
    serve({ config, version, log, source }).then((running) => {
      if (process.stdout.isTTY)
        greet(
          running,
          config,
          isInContainer() ? {} : networkInterfaces(),
          (text) => void process.stdout.write(text),
        );
      return running;
    }),
    stopping,
  );
}

/** OpenTelemetry reads the environment only, so its variables in `.env` are copied there. */
function takeTraceVariables(): void {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const { texts } = readTexts(process.env, process.cwd(), readFile, () => undefined);
  for (const [name, text] of texts) if (name.startsWith('OTEL_')) process.env[name] ??= text;
}

/** Its addresses are those of the container, which other devices cannot reach. */
function isInContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}
