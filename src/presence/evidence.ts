import { type Reading, rowsOf } from '../parse/reading.ts';

/**
 * Whether a reading can prove an absence: it has read the router's uptime itself, without which a router that has just started looks like
 * one that has lost its devices. A complete poll always counts; `pauseOf` looks into it.
 */
export function isEvidence(reading: Reading): boolean {
  const resource = reading.tables['system/resource'];
  return !reading.isPartial || (resource.readAt === reading.startedAt && rowsOf(resource) !== null);
}
