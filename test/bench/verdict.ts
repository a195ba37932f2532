/** What a rule told of each phone at each poll, judged by the truth. */
import { type Month, POLL_S } from './month.ts';

export const VERDICT = { away: 0, home: 1, unknown: 2 } as const;

export interface Tally {
  falseDepartures: number;
  missedDepartures: number;
  unknowns: number;
  departureS: number[];
  arrivalS: number[];
}

/** `told`: a `VERDICT` for each poll of each phone, all polls of the first phone first. `troubledS`: seconds of a span in which something was in trouble. */
export function judge(
  told: Uint8Array,
  { phones, endS }: Month,
  awayDelayS: number,
  troubledS: (fromS: number, toS: number) => number,
): Tally {
  const tally: Tally = { falseDepartures: 0, missedDepartures: 0, unknowns: 0, departureS: [], arrivalS: [] };
  const polls = told.length / phones.length;
  phones.forEach(({ stays }, person) => {
    let poll = 0;
    stays.forEach((stay, number) => {
      const nextFromS = stays[number + 1]?.fromS ?? endS;
      let arrivedS: number | null = null;
      let departedS: number | null = null;
      let wasHome = false;
      for (; poll < polls && poll * POLL_S < nextFromS; poll++) {
        const atS = poll * POLL_S;
        const verdict = told[person * polls + poll]!;
        if (atS < stay.fromS) continue;
        if (verdict === VERDICT.unknown) tally.unknowns++;
        if (atS < stay.toS) {
          if (verdict === VERDICT.home) arrivedS ??= atS;
          if (verdict === VERDICT.away && wasHome) tally.falseDepartures++;
        } else if (verdict === VERDICT.away) departedS ??= atS;
        if (verdict !== VERDICT.unknown) wasHome = verdict === VERDICT.home;
      }
      const firstShownS = Math.ceil(stay.fromS / POLL_S) * POLL_S;
      if (arrivedS !== null) tally.arrivalS.push(arrivedS - firstShownS - troubledS(firstShownS, arrivedS));
      const awayS = nextFromS - stay.toS - troubledS(stay.toS, nextFromS);
      if (departedS !== null) tally.departureS.push(departedS - stay.toS - troubledS(stay.toS, departedS));
      else if (awayS > 2 * awayDelayS && stay.toS < endS) tally.missedDepartures++;
    });
  });
  return tally;
}
