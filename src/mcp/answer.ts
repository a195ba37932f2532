/** Takes the answer out of a stream that holds nothing else. The SDK's own JSON mode keeps every answer until the session ends. */
import { refuseForNow } from './refusal.ts';

const DATA = 'data: ';
const RETRY_AFTER_MS = 1000;

/** Waits for the end of the stream. Returns a refusal when the session ended before the answer. */
export async function answerOf(stream: Response): Promise<Response> {
  const lines = (await stream.text()).split('\n');
  const answers = lines.filter((line) => line.startsWith(DATA)).map((line) => line.slice(DATA.length));
  if (answers.length === 0)
    return refuseForNow('sessions', 'The session ended before the answer.', RETRY_AFTER_MS);
  const session = stream.headers.get('mcp-session-id');
  return new Response(answers.length === 1 ? answers[0] : `[${answers.join()}]`, {
    headers: { 'Content-Type': 'application/json', ...(session !== null && { 'Mcp-Session-Id': session }) },
  });
}
