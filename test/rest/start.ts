/** The app as tests ask it: no server, no port. */
import { readFile } from 'node:fs/promises';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { type AppOptions, createApp } from '../../src/rest/app.ts';
import { problemSchema } from '../../src/rest/problem-schema.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { askedDirectly } from '../http/ask.ts';
import { knownHistory } from './history.ts';
import { memoryJournal } from './journal.ts';
import { health, holderOf, snapshot, takenAt } from './snapshot.ts';

export const KEY = 'the key of these tests';
export const withKey = { 'X-API-Key': KEY };

export interface LogLine {
  level: 'debug' | 'info' | 'error';
  message: string;
  fields: Record<string, unknown>;
}

/** A log that is kept, to be looked at. */
export function keptLog() {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: object, message: string) => {
    lines.push({ level, message, fields: { ...fields } });
  };
  return { lines, log: { debug: at('debug'), info: at('info'), error: at('error') } };
}

/** An app with one device, asked 3.5 s after its snapshot was taken. `ask` brings the key unless told otherwise. */
export function start(options: Partial<AppOptions> = {}) {
  const { lines, log } = keptLog();
  const created = createApp({
    snapshot: holderOf(snapshot()),
    health,
    journal: memoryJournal(),
    history: knownHistory().history,
    authenticator: createAuthenticator({ keys: [plainKey(KEY)] }),
    log,
    version: '0.0.0',
    clock: { ...systemClock, now: () => takenAt + 3500 },
    ...options,
  });
  const app = { ...created, ...askedDirectly(created) };
  const ask = async (path: string, headers: Record<string, string> = withKey, method = 'GET') =>
    app.request(path, { method, headers });
  return { app, ask, lines };
}

/** The body of an error, after what is true of every error. */
export async function problemOf(answer: Response) {
  const body = problemSchema.parse(await answer.json());
  const told = {
    type: answer.headers.get('content-type'),
    status: answer.status,
    correlation_id: answer.headers.get('x-correlation-id'),
  };
  const expected = {
    type: 'application/problem+json',
    status: body.status,
    correlation_id: body.correlation_id,
  };
  if (JSON.stringify(told) !== JSON.stringify(expected)) {
    throw new Error(`The answer says ${JSON.stringify(told)}, its body ${JSON.stringify(body)}.`);
  }
  return body;
}

/** openapi.json as an app of the version in package.json serves it. */
export async function readDocument(): Promise<object> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  const answer = await start({ version }).ask('/openapi.json');
  return (await answer.json()) as object;
}
