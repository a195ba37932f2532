/** Takes the answer out of a stream that holds nothing else. The SDK's own JSON mode keeps every answer until the session ends. */
import type { HttpReply } from '../http/exchange.ts';
import { refuseForNow } from './refusal.ts';
import { jsonReply } from './web.ts';

const DATA = 'data: ';
const RETRY_AFTER_MS = 1000;

/** Waits for the end of the stream. Returns a refusal when the session ended before the answer. */
export async function answerOf(stream: Response): Promise<HttpReply> {
  const lines = (await stream.text()).split('\n');
  const answers = lines.filter((line) => line.startsWith(DATA)).map((line) => line.slice(DATA.length));
  if (answers.length === 0) return sessionEnded();
  const text = answers.length === 1 ? answers[0]! : `[${answers.join()}]`;
  return jsonReply(Buffer.from(text), stream.headers.get('mcp-session-id'));
}

export function sessionEnded(): HttpReply {
  return refuseForNow('sessions', 'The session ended before the answer.', RETRY_AFTER_MS);
}
