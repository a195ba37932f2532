/** What a router makes of a host name. */
import { z } from 'zod';
import { raw } from '../../parse/row.ts';
import { toIso } from '../../record/time.ts';
import { type RouterQuestion, routerQuestion } from '../question.ts';
import { badInput } from '../refusal.ts';
import { hostText, objectionToRouter, routerId, takenAt, toRefusal } from './shared.ts';

export const resolveName: RouterQuestion = routerQuestion({
  name: 'resolve_name',
  title: 'Resolve a name at a router',
  use: 'The IP address that the router finds for a host name.',
  description:
    'The IP address that the router finds for a host name, by its own DNS servers and static entries.',
  topic: 'Routers',
  path: '/routers/{router}/resolve',
  method: 'post',
  isTool: false,
  input: z.strictObject({ router: routerId, name: hostText.describe('Host name.') }),
  defaults: {},
  output: z
    .strictObject({
      router: z.string().describe('Id of the router.'),
      name: z.string().describe('What was asked for.'),
      address: z.string().nullable().describe('IP address; null when the router names none.'),
      taken_at: takenAt,
    })
    .describe('Result of a look-up.'),
  record: 'ResolvedName',
  refusals: ['router_busy', 'router_failed'],
  narrow: 'One name cannot be narrowed further.',
  example: {
    input: { router: 'router', name: 'example.org' },
    answer: {
      router: 'router',
      name: 'example.org',
      address: '192.0.2.7',
      taken_at: '2026-11-20T09:30:00.000Z',
    },
  },
  async answer({ routers, key }, given) {
    const { router, name } = given as { router: string; name: string };
    const stranger = objectionToRouter(routers.ids(), router);
    if (stranger !== null) return badInput([stranger]);
    return routers.ask(router, key, async (turn) => {
      const answer = await turn.run({ path: 'resolve', words: { 'domain-name': name } });
      if (answer.status !== 'complete') return toRefusal(answer, 'name');
      const [first = {}] = answer.rows;
      return {
        router,
        name,
        address: raw(first, 'ret') ?? raw(first, 'address'),
        taken_at: toIso(turn.now()),
      };
    });
  },
});
