/** The suite's own kind of server behind the older SDK: it samples, elicits, logs and tells progress, which ours never does. */
import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import {
  constantTools,
  defaultsSchema,
  enumsSchema,
  failure,
  pause,
  prompts,
  readTemplate,
  resources,
  template,
  text,
} from './content.ts';

export function createFixture2025(): McpServer['server'] {
  const server = new McpServer(
    { name: 'fixture', version: '1.0.0' },
    { capabilities: { logging: {}, resources: { subscribe: true, listChanged: true } } },
  );
  const description = 'As the conformance suite asks.';
  for (const [name, content] of Object.entries(constantTools))
    server.registerTool(name, { description }, () => ({ content }));
  server.registerTool('test_error_handling', { description }, () => failure);
  server.registerTool('test_tool_with_logging', { description }, async ({ sendNotification }) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await sendNotification({ method: 'notifications/message', params: { level: 'info', data } });
      await pause();
    }
    return { content: [text('logged')] };
  });
  server.registerTool('test_tool_with_progress', { description }, async ({ sendNotification, _meta }) => {
    const progressToken = _meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined)
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        });
      await pause();
    }
    return { content: [text('done')] };
  });
  server.registerTool(
    'test_sampling',
    { description, inputSchema: { prompt: z.string() } },
    async ({ prompt }) => {
      const { content } = await server.server.createMessage({
        messages: [{ role: 'user', content: text(prompt) }],
        maxTokens: 100,
      });
      return { content: [text(`LLM response: ${'text' in content ? content.text : ''}`)] };
    },
  );
  const elicit = async (message: string, requestedSchema: object) => {
    const { action, content } = await server.server.elicitInput({ message, requestedSchema } as never);
    return { content: [text(`User response: action=${action}, content=${JSON.stringify(content)}`)] };
  };
  const response = { type: 'object', properties: { response: { type: 'string' } }, required: ['response'] };
  server.registerTool(
    'test_elicitation',
    { description, inputSchema: { message: z.string() } },
    ({ message }) => elicit(message, response),
  );
  server.registerTool('test_elicitation_sep1034_defaults', { description }, () =>
    elicit('Defaults?', defaultsSchema),
  );
  server.registerTool('test_elicitation_sep1330_enums', { description }, () => elicit('Enums?', enumsSchema));

  for (const { name, uri, mimeType, body } of resources)
    server.registerResource(name, uri, { description, mimeType }, () => ({
      contents: [{ uri, mimeType, ...body } as never],
    }));
  server.registerResource(
    'template',
    new ResourceTemplate(template, { list: undefined }),
    { description },
    (uri, { id }) => readTemplate(uri, String(id)),
  );
  server.server.setRequestHandler(SubscribeRequestSchema, () => ({}));
  server.server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));

  server.registerPrompt('test_simple_prompt', { description }, prompts.simple);
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description, argsSchema: { arg1: completable(z.string(), () => ['paris', 'park']), arg2: z.string() } },
    ({ arg1, arg2 }) => prompts.withArguments(arg1, arg2),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description, argsSchema: { resourceUri: z.string() } },
    ({ resourceUri }) => prompts.withResource(resourceUri),
  );
  server.registerPrompt('test_prompt_with_image', { description }, prompts.withImage);
  return server.server;
}
