/** A record of the requests to a router. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface SimulatedRequest {
  method: string;
  /** As sent, still encoded. */
  path: string;
  /** Without "?". */
  query: string;
  /** "ip/arp", for the menu, a row of it or a command in it. */
  menu: string;
  headers: Record<string, string>;
  body: string;
  at: number;
  /** Null while there is no answer. */
  status: number | null;
}

const MAX_REQUESTS = 20_000;

export function createTraffic(now: () => number) {
  const requests: SimulatedRequest[] = [];
  let connections = 0;
  let inFlight = 0;
  let maxInFlight = 0;

  return {
    requests,
    connectionCount: () => connections,
    maxInFlight: () => maxInFlight,
    connected() {
      connections += 1;
    },
    /** Open until it is answered or its connection closes. */
    record(
      message: IncomingMessage,
      response: ServerResponse,
      meant: Pick<SimulatedRequest, 'path' | 'query' | 'menu'>,
    ): SimulatedRequest {
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      response.once('close', () => (inFlight -= 1));
      const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)]);
      const request: SimulatedRequest = {
        method: message.method ?? 'GET',
        ...meant,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: '',
        at: now(),
        status: null,
      };
      requests.push(request);
      if (requests.length > MAX_REQUESTS) requests.shift();
      return request;
    },
    reset() {
      requests.length = 0;
      connections = 0;
      maxInFlight = inFlight;
    },
  };
}
