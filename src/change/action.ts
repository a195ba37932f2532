/** What an action is: a file of `action/` each. It reads what it needs and makes a proposal; it never writes. */
import type { z } from 'zod';
import type { Row } from '../parse/row.ts';
import type { BytesRead, RowValues } from '../parse/write.ts';
import type { NetworkView } from './network.ts';
import type { Proposal } from './plan.ts';

export interface Planning {
  network: NetworkView;
  /** Reads a menu of the router. Values are bytes. */
  read: (menu: string, properties: readonly string[] | null, where?: RowValues) => Promise<BytesRead>;
  /** Name of the router user that writes. */
  owner: string;
  /** IP address of the person who asks; null when unknown. */
  approverAddress: string | null;
  /** Names of the scheduler entries that end changes of this device now. Where the router has none, the service ends them. */
  timers: readonly string[];
}

export interface Action<Input> {
  name: string;
  /** A sentence for a list of actions. */
  meaning: string;
  input: z.ZodType<Input>;
  /** The id of the router that it changes, or a problem with the input. */
  route: (input: Input, network: NetworkView) => string | { parameter: string; message: string };
  plan: (input: Input, planning: Planning) => Promise<Proposal>;
}

/** Thrown by `rowsAt`: the plan cannot be made. */
export class Unreadable extends Error {}

/** The rows of a menu; none where the router has no such menu. Throws `Unreadable`. */
export async function rowsAt(
  { read }: Planning,
  menu: string,
  properties: readonly string[] | null,
  where?: RowValues,
): Promise<readonly Row[]> {
  const answer = await read(menu, properties, where);
  if (answer.status === 'failed') throw new Unreadable(`${menu} could not be read: ${answer.detail}`);
  return answer.status === 'absent' ? [] : answer.rows;
}
