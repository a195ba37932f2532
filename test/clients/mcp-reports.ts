/** MCP over HTTP as clients send it: headers, sessions, streams. */
import { setTimeout as sleep } from 'node:timers/promises';
import { areAll, each, statuses } from './rest-reports.ts';
import { mcpKey, type Report, rest } from './service.ts';

const SILENCE_MS = 65_000;
/** A minute is what proxies allow; half of it leaves room. */
const MOST_SILENT_MS = 30_000;
const [SESSIONS, CALLS] = [400, 40];

const VERSION = '2025-06-18';
const message = (id: number, method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
const initialize = (protocolVersion = VERSION) =>
  message(1, 'initialize', {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: 'reports', version: '1' },
  });

export function mcpReports(base: string): Report[] {
  const mcp = `${base}/mcp`;
  const authorization = `Bearer ${mcpKey}`;
  const ofSession = (id: string) => ({ 'mcp-session-id': id, 'mcp-protocol-version': VERSION });
  const post = (headers: Record<string, string> = {}, body = initialize(), url = mcp) =>
    fetch(url, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body,
      redirect: 'manual',
    });
  const open = async () => (await post()).headers.get('mcp-session-id')!;
  const stream = (session: string) =>
    fetch(mcp, { headers: { authorization, accept: 'text/event-stream', ...ofSession(session) } });

  return [
    [
      'any Accept that allows the answer: POST */*, application/json, both; GET */*',
      async () => {
        const accepts = ['*/*', 'application/json', 'text/event-stream, application/json'];
        const answers = await each(accepts, (accept) => post({ accept }));
        const ending = new AbortController();
        const opened = await fetch(mcp, { headers: { authorization, accept: '*/*' }, signal: ending.signal });
        ending.abort();
        return [areAll([...answers, opened], 200), statuses([...answers, opened])];
      },
    ],
    [
      'a slash at the end of /mcp/ and /devices/: the same answer, no redirect',
      async () => {
        const answers = [
          await post({}, initialize(), `${mcp}/`),
          await fetch(`${base}/devices/`, { headers: rest, redirect: 'manual' }),
        ];
        return [areAll(answers, 200), statuses(answers)];
      },
    ],
    [
      'initialize with a stale and with a live session id: a new session',
      async () => {
        const live = await open();
        const answers = await each(['stale', live], (id) => post({ 'mcp-session-id': id }));
        const isNew = answers.every(({ headers }) => ![null, live].includes(headers.get('mcp-session-id')));
        return [areAll(answers, 200) && isNew, statuses(answers)];
      },
    ],
    [
      'Content-Type: application/json; charset=utf-8',
      async () => {
        const answer = await post({ 'content-type': 'application/json; charset=utf-8' });
        return [answer.status === 200, statuses([answer])];
      },
    ],
    [
      'the key as the password in the URL, as for a form without a field for keys: 200; a wrong one 401 that names MCP_API_KEY',
      async () => {
        const basic = (password: string) => ({
          authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}`,
        });
        const answers = [await post(basic(mcpKey)), await post(basic('a wrong key'))];
        const isSaid = (await answers[1]!.text()).includes('MCP_API_KEY');
        return [statuses(answers) === '200 401' && isSaid, `${statuses(answers)}, named ${isSaid}`];
      },
    ],
    [
      'an unknown session is 404, none at all is 400',
      async () => {
        const list = message(2, 'tools/list');
        const answers = [
          await post(ofSession('unknown'), list),
          await post({ 'mcp-protocol-version': VERSION }, list),
        ];
        return [statuses(answers) === '404 400', statuses(answers)];
      },
    ],
    [
      'a second event stream of a session replaces the first, as after a cut',
      async () => {
        const session = await open();
        const [first, second] = [await stream(session), await stream(session)];
        const hasEnded = await Promise.race([
          first.text().then(
            () => true,
            () => true,
          ),
          sleep(5000, false),
        ]);
        await second.body!.cancel();
        const seen = `${statuses([first, second])}, the first has ${hasEnded ? '' : 'not '}ended`;
        return [areAll([first, second], 200) && hasEnded, seen];
      },
    ],
    [
      'an idle stream of /mcp and of /events is never silent for half a minute',
      async () => {
        const events = await fetch(`${base}/events`, { headers: { ...rest, accept: 'text/event-stream' } });
        const silences = await Promise.all([await stream(await open()), events].map(longestSilence));
        const seen = silences.map((ms) => `${Math.round(ms / 1000)} s`).join(', ');
        return [silences.every((ms) => ms < MOST_SILENT_MS), `longest: ${seen}`];
      },
    ],
    [
      '400 sessions that nobody closes, and 40 calls at once in 4 of them',
      async () => {
        const opened = await each(Array.from({ length: SESSIONS }), () => post());
        const sessions = await Promise.all([open(), open(), open(), open()]);
        const call = (id: number) => message(id, 'tools/call', { name: 'list_people', arguments: {} });
        const called = await Promise.all(
          Array.from({ length: CALLS }, (_, id) => post(ofSession(sessions[id % 4]!), call(id))),
        );
        const isRight = async (answer: Response) =>
          /"isError":true|"error":/.test(await answer.text()) === false;
        const right = (await Promise.all(called.map(isRight))).filter(Boolean).length;
        const count = opened.filter(({ status }) => status === 200).length;
        return [count === SESSIONS && right === CALLS, `${count} sessions, ${right} calls`];
      },
    ],
    [
      'a version of MCP from 2024 until one of 2027: the own, or the newest that both may speak',
      async () => {
        const asked = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2027-01-01'];
        const answers = await each(asked, (version) => post({}, initialize(version)));
        const found = await Promise.all(
          answers.map(async (answer) => /"protocolVersion":"([^"]+)/.exec(await answer.text())?.[1]),
        );
        return [String(found) === String([...asked.slice(0, -1), '2025-11-25']), found.join(' ')];
      },
    ],
  ];
}

/** Within `SILENCE_MS`. An end of the stream is silence. */
async function longestSilence({ body }: Response): Promise<number> {
  const reader = body!.getReader();
  const end = performance.now() + SILENCE_MS;
  const over = sleep(SILENCE_MS, null);
  let [last, longest] = [performance.now(), 0];
  for (;;) {
    const chunk = await Promise.race([reader.read(), over]);
    const isOver = chunk === null || chunk.done;
    const now = isOver ? end : performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (isOver) break;
  }
  await reader.cancel();
  return longest;
}
