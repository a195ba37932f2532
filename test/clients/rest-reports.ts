/** REST and metrics as dashboards, scripts and Prometheus ask for them. */
import { key, type Report, rest } from './service.ts';

export const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status).join(' ');
export const areAll = (answers: readonly Response[], status: number) =>
  answers.every((answer) => answer.status === status);

/** One after the other. */
export async function each<T>(list: readonly T[], ask: (one: T) => Promise<Response>): Promise<Response[]> {
  const answers: Response[] = [];
  for (const one of list) answers.push(await ask(one));
  return answers;
}

export function restReports(base: string): Report[] {
  const get = (path: string, headers: Record<string, string> = rest, method = 'GET') =>
    fetch(base + path, { method, headers, redirect: 'manual' });

  return [
    [
      'the Accept of Prometheus 3, protobuf, */*, and none that fits: text with its version; 401 without a key',
      async () => {
        const accepts = [
          'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
          'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
          '*/*',
          'application/json',
        ];
        const answers = await each(accepts, (accept) => get('/metrics', { ...rest, accept }));
        const types = answers.map(({ headers }) => headers.get('content-type') ?? 'none');
        const areValid = types.every((type) =>
          /^(?:text\/plain; version=0\.0\.4|application\/openmetrics-text; version=1\.0\.0); charset=utf-8$/.test(
            type,
          ),
        );
        const keyless = await get('/metrics', {});
        return [areAll(answers, 200) && areValid && keyless.status === 401, types.join(' | ')];
      },
    ],
    [
      'HEAD, X-API-Key, and an object at the top of the answer',
      async () => {
        const own = { 'x-api-key': key };
        const paths = ['/', '/health', '/devices', '/docs', '/openapi.json', '/metrics'];
        const answers = await each(paths, (path) => get(path, own, 'HEAD'));
        const list = (await (await get('/devices', own)).json()) as { total_count?: number };
        const isObject = typeof list.total_count === 'number' && list.total_count > 0;
        return [areAll(answers, 200) && isObject, `${statuses(answers)}, total_count ${list.total_count}`];
      },
    ],
    [
      'a time as dashboards write it: milliseconds, an offset with + escaped or not, a date, epoch ms, 24h; epoch s are 400 with a hint',
      async () => {
        const now = new Date();
        const second = now.toISOString().slice(0, 19);
        const epochMs = now.getTime() - 3_600_000;
        const times = [
          now.toISOString(),
          `${second}+01:00`,
          `${second}%2B01:00`,
          second.slice(0, 10),
          epochMs,
          '24h',
        ];
        const answers = await each(times, (since) => get(`/events?limit=1&since=${since}`));
        const inSeconds = await get(`/events?since=${Math.round(epochMs / 1000)}`);
        const isHint = /millisecond/i.test(await inSeconds.text());
        return [
          areAll(answers, 200) && inSeconds.status === 400 && isHint,
          `${statuses([...answers, inSeconds])}, hint ${isHint}`,
        ];
      },
    ],
    [
      'bearer in small letters or with spaces is read; a raw key, another scheme and a key in the URL are 401 with a hint',
      async () => {
        const read = await each([`bearer ${key}`, `Bearer   ${key}`], (value) =>
          get('/devices', { authorization: value }),
        );
        const refused = [
          ...(await each([key, `Token ${key}`], (value) => get('/devices', { authorization: value }))),
          await get(`/devices?api_key=${key}`, {}),
        ];
        const hints = await Promise.all(refused.map((answer) => answer.text()));
        const areHints = hints.every((hint) => hint.includes('Authorization: Bearer'));
        return [
          areAll(read, 200) && areAll(refused, 401) && areHints,
          `${statuses([...read, ...refused])}, hints ${areHints ? 'in all' : JSON.stringify(hints)}`,
        ];
      },
    ],
    [
      'unknown parameters are 400 and named; POST /devices is 405',
      async () => {
        const unknown = ['_', 'presence[]'];
        const answers = await each(unknown, (name) => get(`/devices?${name}=1`));
        const texts = await Promise.all(answers.map((answer) => answer.text()));
        const areNamed = unknown.every((name, index) => texts[index]!.includes(`"parameter":"${name}"`));
        const posted = await get('/devices', rest, 'POST');
        const holds = areAll(answers, 400) && areNamed;
        return [holds && posted.status === 405, statuses([...answers, posted])];
      },
    ],
  ];
}
