/** A router that answers with recorded tables. What RouterOS counts up from a moment is recorded as that moment, and counted by the clock. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseDurationMs } from '../../src/parse/value.ts';
import type { Clock } from './clock.ts';

type Row = Record<string, string | number>;
/** By path below /rest; a menu that is not there is absent. */
export type Tables = Record<string, Row[] | Row>;

export const login = { username: 'presence', password: 'a long one' };

/** As the router served it at `at`, for other times too. */
export function toRecorded(table: Row[] | Row, at: number): Row[] | Row {
  return JSON.parse(JSON.stringify(table), (key, value: unknown) =>
    key === 'uptime' && typeof value === 'string' ? at - parseDurationMs(value)! : value,
  ) as Row[] | Row;
}

function toServed(table: Row[] | Row, at: number): string {
  return JSON.stringify(table, (key, value: unknown) =>
    key === 'uptime' && typeof value === 'number'
      ? `${Math.max(0, Math.floor((at - value) / 1000))}s`
      : value,
  );
}

export async function startRouter(
  tables: Tables,
  clock: Clock,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const authorization = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const answer = (status: number, body: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    if (request.headers.authorization !== authorization)
      return answer(401, '{"error":401,"message":"Unauthorized"}');
    const path = new URL(request.url!, 'http://router').pathname.replace(/^\/rest\//, '');
    const table = Object.hasOwn(tables, path) ? tables[path] : undefined;
    if (table === undefined)
      return answer(400, '{"detail":"no such command or directory","error":400,"message":"Bad Request"}');
    return answer(200, toServed(table, clock.now()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
