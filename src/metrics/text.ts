/** The two text formats: which one a request asks for, and OpenMetrics made from the other. */

export type Form = 'prometheus' | 'openmetrics';

export const contentTypes: Record<Form, string> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** OpenMetrics only where `accept` names it and does not prefer the other. */
export function formFor(accept = ''): Form {
  let [open, plain] = [0, 0];
  for (const range of accept.toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    const quality = Number(valueOf(parameters, 'q') ?? 1);
    const version = valueOf(parameters, 'version');
    if (type === 'application/openmetrics-text') {
      if (version === undefined || version === '1.0.0') open = Math.max(open, quality);
    } else if (type === 'text/plain' || type === 'text/*' || type === '*/*') plain = Math.max(plain, quality);
  }
  return open > 0 && open >= plain ? 'openmetrics' : 'prometheus';
}

function valueOf(parameters: readonly string[], name: string): string | undefined {
  return parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
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
