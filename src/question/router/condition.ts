/** Conditions on rows, and the query words that RouterOS has for them. All must hold. */
import { z } from 'zod';

export const conditionSchema = z.strictObject({
  property: z.string().min(1).max(64).describe('A property of the menu.'),
  op: z
    .enum(['eq', 'ne', 'gt', 'lt', 'exists', 'absent'])
    .describe(
      'eq, ne: equal or not. gt, lt: greater or less. exists, absent: whether the row has the property.',
    ),
  value: z
    .union([z.string().max(256), z.number(), z.boolean()])
    .optional()
    .describe('As RouterOS writes it. Not with exists and absent.'),
});

export type Condition = z.output<typeof conditionSchema>;

/** The router keeps a stack of truths, all of which must hold at the end. `#!` turns the uppermost one round. */
export function toQueryWords(conditions: readonly Condition[]): string[] {
  return conditions.flatMap(({ property, op, value }) => {
    const text = String(value ?? '');
    switch (op) {
      case 'eq':
        return [`${property}=${text}`];
      case 'ne':
        return [`${property}=${text}`, '#!'];
      case 'gt':
        return [`>${property}=${text}`];
      case 'lt':
        return [`<${property}=${text}`];
      case 'exists':
        return [property];
      case 'absent':
        return [`-${property}`];
    }
  });
}

/** Why a condition makes no sense, as the rest of a sentence; null when it does. */
export function objectionTo({ op, value }: Condition): string | null {
  const needsValue = op !== 'exists' && op !== 'absent';
  if (needsValue && value === undefined) return `needs a value with ${op}`;
  if (!needsValue && value !== undefined) return `takes no value with ${op}`;
  // a control character would end the word, or the line in a log
  return typeof value === 'string' && /\p{Cc}/u.test(value)
    ? 'must not have control characters in its value'
    : null;
}
