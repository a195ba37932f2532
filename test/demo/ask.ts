/** Plain requests to a simulated router, without any of our own HTTP code. */
import { type IncomingHttpHeaders, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { SimulatedRouter } from '../../src/demo/router.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
}

export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** "user:password"; the main user when not given, nobody when null. */
  auth?: string | null;
  agent?: RequestOptions['agent'];
  signal?: AbortSignal;
}

/** Rejects with the connection's error, also when the body ends early. */
export function ask(router: SimulatedRouter, path: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body = '', agent = false, signal } = question;
  const auth = question.auth === undefined ? `${router.username}:${router.password}` : question.auth;
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: router.port,
      path,
      method,
      headers,
      agent,
      ...(auth === null ? {} : { auth }),
      ...(signal === undefined ? {} : { signal }),
      ...(router.certificatePem === null ? {} : { ca: router.certificatePem }),
    };
    const send = router.url.startsWith('https') ? httpsRequest : httpRequest;
    const request = send(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode!, headers: response.headers, bytes, text: bytes.toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

export function post(
  router: SimulatedRouter,
  path: string,
  body: unknown,
  question: Question = {},
): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(router, path, { method: 'POST', headers, body: JSON.stringify(body), ...question });
}

/** The `code` of the error that the request ends with. */
export async function errorOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
  throw new Error('there was an answer');
}
