/** Prompt: why something in the network cannot be reached, step by step from the router outwards. */
import { noCompletion } from '../completion.ts';
import type { Prompt } from '../prompt.ts';
import { pingFromRouter } from '../../question/router/ping-from-router.ts';
import { queryRouter } from '../../question/router/query-router.ts';
import { readRouterLog } from '../../question/router/read-router-log.ts';
import { traceRouteFromRouter } from '../../question/router/trace-route-from-router.ts';
import { healthCheck } from '../../question/health-check.ts';
import { untrusted } from './fact.ts';

export const diagnoseNetwork: Prompt = {
  name: 'diagnose_network',
  title: 'Diagnose the network',
  description: 'Why the internet or a host cannot be reached: what to ask the router, and in which order.',
  needs: 'routers',
  arguments: [
    {
      name: 'address',
      title: 'Host',
      description: 'Host name or IP address that cannot be reached; the internet if left out.',
      required: false,
      complete: noCompletion,
    },
  ],
  write(snapshot, { address = '' }) {
    const ids = snapshot.routers.map(({ router }) => router);
    const isHost = /^[a-z0-9][a-z0-9._:-]{0,252}$/i.test(address);
    const target = isHost ? address : '1.1.1.1';
    return {
      text: [
        `Find out why ${isHost ? address : 'the internet'} cannot be reached, or is slow. The routers are ${ids.join(', ')}. You can only look: propose changes, and make none.`,
        [
          `1. ${healthCheck.name}: does every router answer?`,
          `2. ${queryRouter.name} with menu=interface: which ports run, and do errors or drops grow? With menu=ip/address and ip/dhcp-client: has the router its addresses?`,
          `3. ${queryRouter.name} with menu=ip/route and where active=true: is there a default route (dst-address 0.0.0.0/0), and over which gateway?`,
          `4. ${pingFromRouter.name}: first that gateway, then ${target}. Loss at the gateway is the line or the neighbour; loss beyond it is further away.`,
          `5. ${traceRouteFromRouter.name} to ${target}, if the ping fails: where does the way end?`,
          `6. ${queryRouter.name} with menu=ip/dns: does the router have DNS servers? A name that fails while its address answers is a fault of DNS.`,
          `7. ${readRouterLog.name} with topics=interface,system,error: what changed before it began?`,
        ].join('\n'),
        'Stop at the first step that shows the fault. Ten questions a minute are answered. Name the fault, the numbers that show it, and the one thing to try first.',
        untrusted,
      ],
      attached: [],
    };
  },
};
