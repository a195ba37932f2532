import { type Reading, rowsOf } from '../parse/reading.ts';

/** Whether it asked what tells a missing device from a router that has just started. */
export function isEvidence(reading: Reading): boolean {
  const resource = reading.tables['system/resource'];
  return !reading.isPartial || (resource.readAt === reading.startedAt && rowsOf(resource) !== null);
}
