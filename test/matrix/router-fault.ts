/** Every fault of a router: for one poll, for ten, and flapping; on the only router and on one of two. */
import { type FaultName, faults } from '../../src/demo/router.ts';
import { LONG_MS, POLL_MS, type Scenario } from './scenario.ts';

const patterns = ['1 poll', '10 polls', 'flapping'] as const;
const layouts = ['single', 'one of two'] as const;
type Pattern = (typeof patterns)[number];

/** A menu known to be absent is looked for again every minute, for ten minutes after it was there. */
const ABSENT_RECOVERY_MS = 75_000;
const FLAPS = 5;
/** One poll at least begins in it. */
const ONE_POLL_MS = 1.2 * POLL_MS;
/** Within this it has spoilt a poll. */
const SPOILT_MS = 5 * POLL_MS;
/** Answers that are as good as any other. */
const HARMLESS: readonly FaultName[] = ['non-utf8', 'control-characters', 'metadata-rows'];
/** Answers that nobody can tell from the truth: whoever says nothing else for the whole delay is believed. */
const BELIEVED: readonly FaultName[] = ['partial', 'empty'];

export const routerScenarios: readonly Scenario[] = faults.flatMap((fault) =>
  patterns.flatMap((pattern) => layouts.map((layout) => toScenario(fault, pattern, layout))),
);

function toScenario(fault: FaultName, pattern: Pattern, layout: (typeof layouts)[number]): Scenario {
  const turns = pattern === 'flapping' ? FLAPS : 1;
  const isHarmless = HARMLESS.includes(fault);
  let askedMeanwhile = 0;
  return {
    titles: [fault, pattern, layout],
    routers: layout === 'single' ? 'one' : 'both',
    turns,
    ...(BELIEVED.includes(fault) ? { awayDelay: '20s' } : {}),
    ...(fault.startsWith('menu-missing') ? { recoveryMs: ABSENT_RECOVERY_MS } : {}),
    shows: ({ healths, mostMissing }) =>
      isHarmless ? askedMeanwhile > 0 && healths.size === 1 : mostMissing > 0 || healths.has('degraded'),
    trouble: async ({ network, during, untilFelt }) => {
      const router = network.routers[0]!;
      for (let turn = 0; turn < turns; turn++) {
        const before = router.requests.length;
        router.setFault(fault);
        if (pattern === '10 polls') await during(LONG_MS);
        else if (isHarmless) await during(ONE_POLL_MS);
        else await untilFelt(SPOILT_MS);
        askedMeanwhile += router.requests.length - before;
        router.setFault(null);
        if (turns > 1) await during(1.1 * POLL_MS);
      }
    },
  };
}
