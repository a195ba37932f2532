/** A reader of server-sent events over node:http, as plain as can be: what a test waits for is in the text that came. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type NumberedEvent, numberedEventSchema } from '../../src/record/journal.ts';

export interface Message {
  id: string | null;
  /** Null for a message without a name. */
  event: string | null;
  data: string | null;
  comment: string | null;
}

export interface Reader {
  response: IncomingMessage;
  request: ClientRequest;
  text: () => string;
  messages: () => Message[];
  /** Of the messages without a name. */
  events: () => NumberedEvent[];
  ids: () => number[];
  /** Resolves as soon as it is so, at once or after some bytes; rejects when the stream ends before. */
  until: (isSo: () => boolean) => Promise<void>;
  /** How the stream ended: with its last chunk, or cut. */
  ended: Promise<'whole' | 'cut'>;
}

export async function read(url: string, headers: Record<string, string>): Promise<Reader> {
  const asked = request(url, { headers, agent: false });
  asked.on('error', () => {}); // after the answer has begun, `ended` tells
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let [text, rest] = ['', ''];
  const messages: Message[] = [];
  const events: NumberedEvent[] = [];
  const waiting = new Set<() => void>();
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop()!;
    for (const message of blocks.map(parse)) {
      messages.push(message);
      if (message.event === null && message.data !== null) events.push(toEvent(message));
    }
    for (const check of waiting) check();
  });
  response.on('error', () => {});
  const ended = new Promise<'whole' | 'cut'>((resolve) => {
    response.on('close', () => resolve(response.complete ? 'whole' : 'cut'));
  });
  return {
    response,
    request: asked,
    text: () => text,
    messages: () => messages,
    events: () => events,
    ids: () => events.map(({ event_id }) => event_id),
    until: (isSo) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!isSo()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        void ended.then((how) => reject(new Error(`The stream ended (${how}) after: ${text.slice(-500)}`)));
        check();
      }),
    ended,
  };
}

function toEvent({ id, data }: Message): NumberedEvent {
  const told = numberedEventSchema.parse(JSON.parse(data!));
  if (id !== String(told.event_id)) throw new Error(`The id is ${id}, the event ${told.event_id}.`);
  return told;
}

function parse(block: string): Message {
  const message: Message = { id: null, event: null, data: null, comment: null };
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*): ?([^]*)$/.exec(line) ?? [];
    if (field === '') message.comment = value;
    else if (field in message) message[field as keyof Message] = value;
  }
  return message;
}
