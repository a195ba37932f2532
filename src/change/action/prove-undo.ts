/** Proves that the router runs the entry that would undo a change: the entry takes back something harmless, and that is read. */
import { z } from 'zod';
import type { Action } from '../action.ts';
import type { Edit } from '../edit.ts';

const input = z.strictObject({
  router: z.string().optional().describe('Id of the router; without it, the only one.'),
});

/** Documentation addresses (RFC 5737): no traffic has them, and no rule uses the list. */
export function proofEdit(changeId: string): Edit {
  const key = { list: `mikrotik-presence-proof-${changeId}`, address: '192.0.2.1' };
  return { kind: 'add', menu: 'ip/firewall/address-list', key, values: key, first: false };
}

export const proveUndo: Action<z.infer<typeof input>> = {
  name: 'prove_undo',
  meaning: 'Proves that the router takes a change back by itself when it loses contact with the service.',
  input,
  route({ router }, network) {
    const ids = [...new Set(network.accessPoints.map((point) => point.router))];
    if (router !== undefined)
      return ids.includes(router) ? router : { parameter: 'router', message: 'No router has this id.' };
    return ids.length === 1
      ? ids[0]!
      : { parameter: 'router', message: `Name one of the routers: ${ids.join(', ')}.` };
  },
  plan({ router }, { network }) {
    return Promise.resolve({
      result: 'planned',
      plan: {
        router: router ?? network.accessPoints[0]!.router,
        object: { menu: 'ip/firewall/address-list', name: 'mikrotik-presence-proof' },
        edits: [],
        ends: [],
        premises: [],
        affects: { radios: [], access_points: [], ssids: [], devices: [] },
        interfaces: [],
        offline: [],
        interruptionSeconds: 0,
        cutsOff: [],
        undo: 'The router takes it back by itself: that is the proof.',
        proof:
          'An entry of an address list that no rule uses is gone after the moment at which the router was to remove it.',
        guarded: true,
        forMs: null,
        endsOnRouter: false,
      },
    });
  },
};
