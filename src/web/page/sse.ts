/** Parses server-sent events from a response body: EventSource cannot send the key. */
export interface StreamMessage {
  id: string | null;
  /** Null for a message without a name; `comment` for a message without data. */
  event: string | null;
  data: string;
}

export async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamMessage, void> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) yield toStreamMessage(block);
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

export function toStreamMessage(block: string): StreamMessage {
  const message: StreamMessage = { id: null, event: null, data: '' };
  const data: string[] = [];
  let isComment = false;
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') message.id = value;
    else if (field === 'event') message.event = value;
    else if (field === 'data') data.push(value);
    else isComment = true;
  }
  if (data.length === 0 && isComment) message.event ??= 'comment';
  return { ...message, data: data.join('\n') };
}
