/** The sessions of all devices in the last 7 days. */
import type { SessionList } from '../../../record/history.ts';
import { type Fetched, useRecord } from '../use-record.ts';

const EVERY_MS = 300_000;

export function useSessions(): Fetched<SessionList> {
  return useRecord<SessionList>('sessions?since=7d&limit=5000', EVERY_MS);
}
