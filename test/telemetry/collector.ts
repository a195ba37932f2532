/** A collector of traces, as far as it takes to look at them: OTLP over HTTP, in JSON. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  attributes: { key: string; value: Record<string, unknown> }[];
}

interface Body {
  resourceSpans: {
    resource: { attributes: CollectedSpan['attributes'] };
    scopeSpans: { spans: CollectedSpan[] }[];
  }[];
}

export interface Collector {
  url: string;
  spans: CollectedSpan[];
  /** Every body, as it came. */
  texts: string[];
  resource: () => Record<string, unknown>;
  headers: IncomingHttpHeaders[];
  /** Another status from here on. */
  answer: (next: number) => void;
  stop: () => Promise<void>;
}

/** `first` null: it takes all, and never answers. */
export async function startCollector(first: number | null = 200): Promise<Collector> {
  const [spans, texts, headers]: [CollectedSpan[], string[], IncomingHttpHeaders[]] = [[], [], []];
  let status = first;
  let resource: CollectedSpan['attributes'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      texts.push(text);
      headers.push(request.headers);
      for (const each of (JSON.parse(text) as Body).resourceSpans) {
        resource = each.resource.attributes;
        for (const { spans: told } of each.scopeSpans) spans.push(...told);
      }
      if (status === null) return;
      response.writeHead(request.url === '/v1/traces' ? status : 404, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    texts,
    headers,
    resource: () => valuesOf(resource),
    answer: (next) => void (status = next),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function valuesOf(attributes: CollectedSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
