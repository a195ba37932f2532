/**
 * Which message makes the broker close the connection: one that was in flight at each of several ends in a row. After the first such end
 * messages are sent one at a time, so that the second already names it.
 */
import { type ConnectionEnd, explainHangUp, isHangUp } from './broker-failure.ts';
import type { BrokerEffect, Suspicion } from './broker-state.ts';

const ENDS_OF_A_REFUSED_TOPIC = 3;

/** A topic that ends the connection, and why it is thought to. */
export type Withheld = Pick<Extract<BrokerEffect, { type: 'withhold' }>, 'topic' | 'reason'>;

/** Narrows the messages that may end the connection; `withhold` names the one that does. */
export function suspect(
  before: Suspicion | null,
  wasConnected: boolean,
  ending: ConnectionEnd,
): { suspicion: Suspicion | null; withhold: Withheld | null } {
  if (!isHangUp(ending)) return { suspicion: wasConnected ? null : before, withhold: null };
  const common = ending.inFlight.filter((topic) => before?.topics.includes(topic));
  const isRepeated = before !== null && common.length > 0;
  const topics = isRepeated ? common : ending.inFlight;
  const count = isRepeated ? before.count + 1 : 1;
  const [topic] = topics;
  if (count < ENDS_OF_A_REFUSED_TOPIC || topics.length > 1)
    return { suspicion: { topics, count }, withhold: null };
  return { suspicion: null, withhold: { topic: topic!, reason: explainHangUp(ending) } };
}
