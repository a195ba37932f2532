/** A simulated router that can be asked, and the questions put to it as REST puts them. */
import { defaults } from '../../../src/config/read.ts';
import { type SimulatedRouter, type SimulatedRouterOptions, startRouter } from '../../../src/demo/router.ts';
import { ask, type RouterQuestion } from '../../../src/question/question.ts';
import { routerQuestions } from '../../../src/question/router/list.ts';
import { type Asking, startAsking } from '../../../src/service/asking.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { checkInput } from '../../../src/question/input.ts';
import { badInput } from '../../../src/question/refusal.ts';
import { journalOf } from '../../mcp/past.ts';

export interface Lab {
  router: SimulatedRouter;
  asking: Asking;
  ask: (name: string, input?: Record<string, unknown>, key?: string) => Promise<Record<string, unknown>>;
  stop: () => Promise<void>;
}

export interface LabOptions extends Partial<SimulatedRouterOptions> {
  isPolling?: () => boolean;
  pollIntervalMs?: number;
  /** Whether the user that asks is another one than the user that polls. */
  hasOwnUser?: boolean;
}

export async function startLab({
  isPolling = () => false,
  pollIntervalMs = 10_000,
  hasOwnUser = true,
  ...options
}: LabOptions = {}): Promise<Lab> {
  const router = await startRouter({
    tables: () => ({}),
    policies: ['read', 'test', 'api', 'rest-api', 'sensitive'],
    ...options,
  });
  const { url, username, password } = router;
  const asking = startAsking({
    config: {
      pollIntervalMs,
      routers: [
        {
          ...defaults.router,
          id: 'router',
          url,
          password,
          username: hasOwnUser ? 'another' : username,
          queryUsername: username,
          queryPassword: password,
        },
      ],
    },
    isPolling,
    clock: systemClock,
  });
  let keys = 0;
  return {
    router,
    asking,
    async ask(name, input = {}, key = `key ${++keys}`) {
      const question: RouterQuestion = routerQuestions.find((each) => each.name === name)!;
      const given = name === 'list_router_menus' ? input : { router: 'router', ...input };
      const checked = checkInput(question.input, given, 'an argument of this tool');
      const sources = { snapshot: null, health: () => null as never, journal: journalOf(), history: null };
      const answer =
        'errors' in checked
          ? badInput(checked.errors)
          : await ask(question, checked.value, 'rest', { ...sources, routers: asking, key, now: Date.now() });
      return answer as Record<string, unknown>;
    },
    stop: async () => {
      asking.close();
      await router.stop();
    },
  };
}
