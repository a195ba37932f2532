/** What the official suite expects a server of its own kind to offer: names and contents, as its requirements tell them. */

/** One red pixel. */
export const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
/** No sound at all. */
export const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

export const text = (value: string) => ({ type: 'text' as const, text: value });
export const image = { type: 'image' as const, data: png, mimeType: 'image/png' };
const audio = { type: 'audio' as const, data: wav, mimeType: 'audio/wav' };
const embed = (uri: string, mimeType: string, value: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: value },
});

/** Tools that always say the same. */
export const constantTools = {
  test_simple_text: [text('This is a simple text response for testing.')],
  test_image_content: [image],
  test_audio_content: [audio],
  test_embedded_resource: [
    embed('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
  ],
  test_multiple_content_types: [
    text('Multiple content types test:'),
    image,
    embed('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ],
};

export const failure = {
  isError: true,
  content: [text('This tool intentionally returns an error for testing')],
};

export const resources = [
  {
    name: 'static-text',
    uri: 'test://static-text',
    mimeType: 'text/plain',
    body: { text: 'This is the content of the static text resource.' },
  },
  { name: 'static-binary', uri: 'test://static-binary', mimeType: 'image/png', body: { blob: png } },
  {
    name: 'watched-resource',
    uri: 'test://watched-resource',
    mimeType: 'text/plain',
    body: { text: 'Watched resource content' },
  },
];

export const template = 'test://template/{id}/data';

export function readTemplate(uri: URL, id: string) {
  const record = { id, templateTest: true, data: `Data for ID: ${id}` };
  return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(record) }] };
}

const user = (content: ReturnType<typeof text> | typeof image | ReturnType<typeof embed>) => ({
  role: 'user' as const,
  content,
});

export const prompts = {
  simple: () => ({ messages: [user(text('This is a simple prompt for testing.'))] }),
  withArguments: (arg1: string, arg2: string) => ({
    messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
  }),
  withResource: (uri: string) => ({
    messages: [
      user(embed(uri, 'text/plain', 'Embedded resource content for testing.')),
      user(text('Please process the embedded resource above.')),
    ],
  }),
  withImage: () => ({ messages: [user(image), user(text('Please analyze the image above.'))] }),
};

export const defaultsSchema = {
  type: 'object' as const,
  properties: {
    name: { type: 'string' as const, default: 'John Doe' },
    age: { type: 'integer' as const, default: 30 },
    score: { type: 'number' as const, default: 95.5 },
    status: { type: 'string' as const, enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean' as const, default: true },
  },
};

const titled = (...titles: string[]) => titles.map((title, index) => ({ const: `value${index + 1}`, title }));
const options = ['option1', 'option2', 'option3'];

export const enumsSchema = {
  type: 'object' as const,
  properties: {
    untitledSingle: { type: 'string' as const, enum: options },
    titledSingle: { type: 'string' as const, oneOf: titled('First Option', 'Second Option', 'Third Option') },
    legacyEnum: {
      type: 'string' as const,
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array' as const, items: { type: 'string' as const, enum: options } },
    titledMulti: {
      type: 'array' as const,
      items: { anyOf: titled('First Choice', 'Second Choice', 'Third Choice') },
    },
  },
};

/** Long enough for two messages not to arrive as one. */
export function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 50));
}
