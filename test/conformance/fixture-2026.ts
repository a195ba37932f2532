/** The suite's own kind of server behind the current SDK: it asks its client back, which ours never does. */
import {
  acceptedContent,
  completable,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  McpServer,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  constantTools,
  failure,
  pause,
  prompts,
  readTemplate,
  resources,
  template,
  text,
} from './content.ts';

const states = createRequestStateCodec<{ round: number }>({ key: new Uint8Array(32).fill(9) });
const noArguments = z.object({});
const description = 'As the conformance suite asks.';
const cacheHint = { ttlMs: 1000, cacheScope: 'private' } as const;

const ask = (message: string, property: string, type: 'string' | 'boolean' = 'string') =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: 'object',
      properties: { [property]: { type } as { type: 'string' } },
      required: [property],
    },
  });
const question = (value: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: text(value) }], maxTokens });
const say = (value: string) => ({ content: [text(value)] });
const capabilitiesOf = (ctx: ServerContext) =>
  ((ctx.mcpReq.envelope as Record<string, unknown> | undefined)?.[
    'io.modelcontextprotocol/clientCapabilities'
  ] ?? {}) as Record<string, unknown>;

export function createFixture2026(notify: {
  toolsChanged: () => void;
  promptsChanged: () => void;
}): McpServer {
  const server = new McpServer(
    { name: 'fixture', version: '1.0.0' },
    {
      capabilities: {
        logging: {},
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
      },
      cacheHints: {
        'tools/list': cacheHint,
        'prompts/list': cacheHint,
        'resources/list': cacheHint,
        'resources/templates/list': cacheHint,
        'resources/read': cacheHint,
        'server/discover': cacheHint,
      },
      requestState: { verify: (state, ctx) => states.verify(state, ctx) },
    },
  );
  type Run = (ctx: ServerContext) => unknown;
  const runs = new Map<string, Run>();
  const tool = (name: string, run: Run) => {
    runs.set(name, run);
    server.registerTool(name, { description, inputSchema: noArguments }, () => ({ content: [] }));
  };
  const nameOf = ({ mcpReq }: ServerContext, key = 'user_name') =>
    acceptedContent<{ name: string }>(mcpReq.inputResponses, key)?.name;

  for (const [name, content] of Object.entries(constantTools)) tool(name, () => ({ content }));
  tool('test_error_handling', () => failure);
  tool('test_tool_with_progress', async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined)
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        });
      await pause();
    }
    return say('done');
  });
  tool('test_logging_tool', async ({ mcpReq }) => {
    await mcpReq.log('info', 'logged');
    return say('logged');
  });
  tool('test_missing_capability', (ctx) => {
    if (capabilitiesOf(ctx)['sampling'] === undefined)
      throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
    return say('sampled');
  });
  tool('test_streaming_elicitation', () =>
    inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } }),
  );
  tool('test_trigger_tool_change', () => (notify.toolsChanged(), say('changed')));
  tool('test_trigger_prompt_change', () => (notify.promptsChanged(), say('changed')));

  tool('test_input_required_result_elicitation', (ctx) =>
    nameOf(ctx) === undefined
      ? inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } })
      : say(`Hello, ${nameOf(ctx)}!`),
  );
  tool('test_input_required_result_sampling', ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'capital_question');
    return answer.kind === 'sampling'
      ? say(JSON.stringify(answer.result.content))
      : inputRequired({
          inputRequests: { capital_question: question('What is the capital of France?', 100) },
        });
  });
  tool('test_input_required_result_list_roots', ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'client_roots');
    return answer.kind === 'roots'
      ? say(answer.roots.map(({ uri }) => uri).join())
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  const confirmed = async ({ mcpReq }: ServerContext) =>
    acceptedContent(mcpReq.inputResponses, 'confirm') !== undefined && mcpReq.requestState() !== undefined
      ? say('state-ok')
      : inputRequired({
          inputRequests: { confirm: ask('Please confirm', 'ok', 'boolean') },
          requestState: await states.mint({ round: 1 }),
        });
  tool('test_input_required_result_request_state', confirmed);
  tool('test_input_required_result_tampered_state', confirmed);
  tool('test_input_required_result_multiple_inputs', async (ctx) =>
    nameOf(ctx) !== undefined && ctx.mcpReq.requestState() !== undefined
      ? say('all there')
      : inputRequired({
          inputRequests: {
            user_name: ask('What is your name?', 'name'),
            greeting: question('Generate a greeting', 50),
            client_roots: inputRequired.listRoots(),
          },
          requestState: await states.mint({ round: 1 }),
        }),
  );
  tool('test_input_required_result_multi_round', async ({ mcpReq }) => {
    const round = mcpReq.requestState<{ round: number }>()?.round ?? 0;
    if (round >= 2) return say('done');
    const next =
      round === 0
        ? ask('Step 1: What is your name?', 'name')
        : ask('Step 2: What is your favorite color?', 'color');
    return inputRequired({
      inputRequests: { [`step${round + 1}`]: next },
      requestState: await states.mint({ round: round + 1 }),
    });
  });
  tool('test_input_required_result_capabilities', (ctx) => {
    const declared = capabilitiesOf(ctx);
    return inputRequired({
      inputRequests: {
        ...(declared['sampling'] !== undefined && { question: question('Anything?', 10) }),
        ...(declared['elicitation'] !== undefined && { user_name: ask('What is your name?', 'name') }),
      },
    });
  });

  // not as McpServer does it, which makes a result of every error
  server.server.setRequestHandler('tools/call', (async (
    { params }: { params: { name: string } },
    ctx: ServerContext,
  ) => {
    const run = runs.get(params.name);
    if (run === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Unknown tool');
    return await run(ctx);
  }) as never);

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

  server.registerPrompt('test_simple_prompt', { description }, prompts.simple);
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description,
      argsSchema: z.object({ arg1: completable(z.string(), () => ['paris', 'park']), arg2: z.string() }),
    },
    ({ arg1, arg2 }) => prompts.withArguments(arg1, arg2),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description, argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => prompts.withResource(resourceUri),
  );
  server.registerPrompt('test_prompt_with_image', { description }, prompts.withImage);
  server.registerPrompt('test_input_required_result_prompt', { description }, ((ctx: ServerContext) => {
    const context = acceptedContent<{ context: string }>(ctx.mcpReq.inputResponses, 'user_context')?.context;
    return context === undefined
      ? inputRequired({
          inputRequests: { user_context: ask('What context should the prompt use?', 'context') },
        })
      : prompts.withArguments(context, '');
  }) as never);
  return server;
}
