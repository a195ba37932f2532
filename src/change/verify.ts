/** What the network must look like after a change: as before, but for what the change means to do. */
import type { Mac } from '../parse/mac.ts';
import type { Plan } from './plan.ts';

/** The network as the router shows it at one moment. */
export interface Picture {
  /** Access points that are there, by base MAC. */
  accessPoints: readonly string[];
  associations: readonly { mac: Mac; interface: string }[];
}

export interface Watched {
  before: Picture;
  after: Picture;
  plan: Pick<Plan, 'interfaces'>;
  /** MACs of devices that the action means to put off the air. */
  offline: ReadonlySet<Mac>;
  /** Connected to another router of the network at the end. */
  elsewhere: ReadonlySet<Mac>;
}

/** Why the change is to be taken back; null when nothing speaks against it. */
export function harmOf({ before, after, plan, offline, elsewhere }: Watched): string | null {
  const gone = before.accessPoints.filter((point) => !after.accessPoints.includes(point));
  if (gone.length > 0) return `An access point is gone: ${gone.join(', ')}.`;
  const there = new Set(after.associations.map(({ mac }) => mac));
  const concerned = [
    ...new Set(
      before.associations
        .filter(
          (association) => plan.interfaces.includes(association.interface) && !offline.has(association.mac),
        )
        .map(({ mac }) => mac),
    ),
  ];
  const lost = concerned.filter((mac) => !there.has(mac) && !elsewhere.has(mac));
  const allowed = Math.max(2, Math.floor(concerned.length / 10));
  return lost.length > allowed
    ? `${lost.length} of ${concerned.length} devices are on no access point any more; ${allowed} are allowed.`
    : null;
}
