/** Prompt: what the firewall of a router lets in, and what looks wrong. */
import { completeRouter } from '../completion.ts';
import type { Prompt } from '../prompt.ts';
import { queryRouter } from '../../question/router/query-router.ts';
import { untrusted } from './fact.ts';

export const reviewFirewall: Prompt = {
  name: 'review_firewall',
  title: 'Review the firewall',
  description: 'What a router lets in from outside and forwards, and rules that do nothing or too much.',
  needs: 'routers',
  arguments: [
    {
      name: 'router',
      title: 'Router',
      description: 'Id of the router; the first if left out.',
      required: false,
      complete: completeRouter,
    },
  ],
  write(snapshot, { router: wanted = '' }) {
    const ids = snapshot.routers.map(({ router }) => router);
    const router = ids.find((id) => id === wanted) ?? ids[0] ?? 'router';
    const ask = `${queryRouter.name} with router=${router} and`;
    return {
      text: [
        `Review the firewall of the router ${router}. You can only look: propose changes as commands, and make none.`,
        [
          `1. ${ask} menu=ip/firewall/filter, chain by chain: where chain=input, then chain=forward. Rules are in their order, and the first that matches decides.`,
          `2. ${ask} menu=ip/firewall/nat: which ports are forwarded (action dst-nat), and to where?`,
          `3. ${ask} menu=ip/service and where disabled=false: which services listen, and from which addresses?`,
          `4. ${ask} menu=interface/list/member: which interfaces are WAN and LAN?`,
          `5. ${ask} menu=ipv6/firewall/filter: IPv6 needs rules of its own.`,
        ].join('\n'),
        'Check: does input from outside end in a drop, after established and related are accepted? Does forward drop what comes from outside and is not dst-nat? Are invalid connections dropped? Is a service open to every address? Which enabled rules have counted no packets, and which come after a rule that already decides?',
        'Report each fault with the rule (its chain and place), why it is one, and the command that would mend it. Say what you could not see.',
        untrusted,
      ],
      attached: [],
    };
  },
};
