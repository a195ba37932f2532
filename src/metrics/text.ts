/** The two text formats: which one a request asks for, and OpenMetrics made from the other. */
import { rangesIn } from '../http/negotiate.ts';

export type Form = 'prometheus' | 'openmetrics';

export const contentTypes: Record<Form, string> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** OpenMetrics only where `accept` names it and does not prefer the other. */
export function formFor(accept = ''): Form {
  let [open, plain] = [0, 0];
  for (const { value, weight, parameters } of rangesIn(accept)) {
    const version = parameters.get('version') ?? '1.0.0';
    if (value === 'application/openmetrics-text' && version === '1.0.0') open = Math.max(open, weight);
    if (value === 'text/plain' || value === 'text/*' || value === '*/*') plain = Math.max(plain, weight);
  }
  return open > 0 && open >= plain ? 'openmetrics' : 'prometheus';
}

/**
 * Also removes the few values of the library's own metrics that are not numbers. The library's OpenMetrics is not used: it renames the metrics of the
 * registry for good, so that one registry cannot serve both formats.
 */
export function toForm(text: string, form: Form): string {
  const known = text.replaceAll(/^[^#\n].* (?:NaN|Nan|[+-]Inf)\n/gm, '');
  if (form === 'prometheus') return known;
  const renamed = known.replaceAll(
    /^# HELP (\S+)_total (.*)\n# TYPE \1_total counter$/gm,
    '# HELP $1 $2\n# TYPE $1 counter',
  );
  return `${renamed.replaceAll(/\n{2,}/g, '\n').trimEnd()}\n# EOF\n`;
}
