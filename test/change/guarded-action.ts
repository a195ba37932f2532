/** An action that touches a radio, so that it is guarded: the comment of an interface. */
import { z } from 'zod';
import { type Action, rowsAt } from '../../src/change/action.ts';
import { toBytes } from '../../src/change/bytes.ts';
import { raw } from '../../src/parse/row.ts';

const input = z.strictObject({ interface: z.string(), comment: z.string() });

export const commentInterface: Action<z.infer<typeof input>> = {
  name: 'comment_interface',
  meaning: 'Sets the comment of a WiFi interface.',
  input,
  route: () => 'hallway',
  async plan({ interface: name, comment }, planning) {
    const rows = await rowsAt(planning, 'interface/wifi', ['name', 'comment', 'dynamic']);
    const row = rows.find((each) => raw(each, 'name') === name);
    if (row === undefined) return { result: 'refused', reason: 'No such interface.', commands: [] };
    const from = { comment: raw(row, 'comment') };
    const edit = {
      kind: 'set' as const,
      menu: 'interface/wifi',
      key: { name },
      from,
      to: { comment: toBytes(comment) },
    };
    return {
      result: 'planned',
      plan: {
        router: 'hallway',
        object: { menu: 'interface/wifi', name },
        edits: [edit],
        ends: [edit],
        premises: [],
        affects: { radios: [name], access_points: ['Hallway'], ssids: [], devices: [] },
        interfaces: [name],
        offline: [],
        interruptionSeconds: 3,
        cutsOff: [],
        undo: 'The old comment.',
        proof: 'The comment is read.',
        guarded: true,
        forMs: null,
        endsOnRouter: false,
      },
    };
  },
};
