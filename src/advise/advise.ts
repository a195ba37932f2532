/** Every kind of finding over a house, in slices. */
import type { Check, FindingKind } from '../record/finding.ts';
import { cellSize } from './cell-size.ts';
import { crowdedBand } from './crowded-band.ts';
import { firmware } from './firmware.ts';
import type { House } from './house.ts';
import type { Found, Kind } from './kind.ts';
import { pingPong } from './ping-pong.ts';
import { refused } from './refused.ts';
import { roamingSupport } from './roaming-support.ts';
import { sharedChannel } from './shared-channel.ts';
import { slowClient } from './slow-client.ts';
import { stickyClient } from './sticky-client.ts';
import { strayRule } from './stray-rule.ts';
import { surveyInSlices } from './survey.ts';
import { transitionThreshold } from './transition-threshold.ts';
import { unstableAccessPoint } from './unstable-access-point.ts';
import { unstableDevice } from './unstable-device.ts';
import { weakCoverage } from './weak-coverage.ts';
import { wrongAccessPoint } from './wrong-access-point.ts';

export const kinds: readonly Kind[] = [
  stickyClient,
  wrongAccessPoint,
  pingPong,
  weakCoverage,
  transitionThreshold,
  cellSize,
  roamingSupport,
  sharedChannel,
  crowdedBand,
  slowClient,
  refused,
  unstableDevice,
  unstableAccessPoint,
  firmware,
  strayRule,
];

export interface Advice {
  found: (Found & { kind: FindingKind })[];
  checks: Check[];
}

/** Yields after each small part of the work; the caller decides when to rest. */
export function* adviseInSlices(house: House): Generator<undefined, Advice> {
  const survey = yield* surveyInSlices(house);
  const found: Advice['found'] = [];
  const checks: Check[] = [];
  for (const { kind, lacks, find } of kinds) {
    const lack = lacks(survey);
    if (lack !== null) {
      checks.push({ kind, ...lack });
      continue;
    }
    const before = found.length;
    for (const one of find(survey)) {
      if (one !== null) found.push({ kind, ...one });
      yield;
    }
    checks.push({ kind, status: found.length > before ? 'found' : 'none', reason: null });
  }
  return { found, checks };
}

/** All at once. */
export function advise(house: House): Advice {
  const work = adviseInSlices(house);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
