/** Whether an access point can ask a device to leave, which depends on its drivers and on the version of its manager. */
import { dialects } from '../parse/dialect.ts';
import type { Survey } from './survey.ts';
import { has } from './version.ts';

/** Null when it can, else why not and what helps, as a sentence. */
export function cannotAsk({ snapshot, accessPointName }: Survey, accessPointId: string): string | null {
  const own = snapshot.interfaces.filter(({ access_point_id: id }) => id === accessPointId);
  const steered = own.find(({ source }) => dialects[source].steers);
  if (own.length > 0 && steered === undefined)
    return `The drivers of ${accessPointName(accessPointId)} ask no device to leave; an access list that rejects weak signals does.`;
  const version = snapshot.routers.find(({ router }) => router === steered?.router)?.version ?? null;
  return version === null || has(version, 'transition_threshold')
    ? null
    : `RouterOS ${version} asks no device to leave: update to 7.21 or newer and set a transition threshold.`;
}
