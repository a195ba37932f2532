/** Requests on connections of their own, which a test can cut off. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { accepting, current, initialize } from './http.ts';
import { bearer } from './service.ts';

/** Answer of the service to one request on a connection of its own. */
export async function ask(
  url: URL,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ sent: ClientRequest; got: IncomingMessage }> {
  const sent = request(url, { method, agent: false, headers: { ...accepting, ...bearer, ...headers } });
  sent.on('error', () => {});
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [got] = (await once(sent, 'response')) as [IncomingMessage];
  got.on('error', () => {});
  return { sent, got };
}

/** Opens one of the three kinds of stream. */
export async function openStream(
  url: URL,
  kind: number,
): Promise<{ sent: ClientRequest; got: IncomingMessage }> {
  const listen = current('subscriptions/listen', {
    notifications: { resourceSubscriptions: ['mikrotik://devices'] },
  });
  if (kind % 3 === 0) return ask(url, 'GET', {});
  if (kind % 3 === 1) return ask(url, 'POST', listen.headers!, listen.body);
  const opened = await ask(url, 'POST', {}, initialize());
  opened.got.resume();
  return ask(url, 'GET', { 'Mcp-Session-Id': opened.got.headers['mcp-session-id'] as string });
}

export async function inGroups(
  count: number,
  size: number,
  run: (index: number) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < count; at += size)
    await Promise.all(Array.from({ length: Math.min(size, count - at) }, (_, index) => run(at + index)));
}
