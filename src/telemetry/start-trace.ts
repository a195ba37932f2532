import type { Log } from './log.ts';
import { noTrace, type Trace } from './trace.ts';

/** Records spans if `env` names a collector by the variables of OpenTelemetry: OTEL_EXPORTER_OTLP_ENDPOINT and those related to it. */
export async function startTrace(
  env: Readonly<Record<string, string | undefined>>,
  options: { version: string; log: Pick<Log, 'info' | 'warn'> },
): Promise<Trace> {
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  if (!endpoint || isOff) return noTrace;
  const { startRecording } = await import('./otel.ts');
  return startRecording(options);
}
