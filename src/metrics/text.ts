/** The two forms of the text: which of them is asked for, and the one made from the other. */

export type Form = 'prometheus' | 'openmetrics';

export const contentTypes: Record<Form, string> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** OpenMetrics only for who names it and does not like the other better. */
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
 * Without what is no number, of which the library leaves a few. Its own OpenMetrics renames the metrics for good, and knows one form at a time; the
 * difference is in a few lines.
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
