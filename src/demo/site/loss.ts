/** How much of a signal is lost on its way between two places. */
import type { Band } from '../building.ts';
import type { Site, Spot, Wall } from './site.ts';

/** In free space over one metre. */
const FIRST_METRE_DB = { '2.4': 40, '5': 47 } as const;
/** Decibels per tenfold distance, indoors without walls. */
const PER_DECADE_DB = 26;
const FLOOR_DB = { '2.4': 13, '5': 17 } as const;
/** Metres from floor to floor. */
const STOREY_M = 2.8;
const HIGH_BAND_WALL = 1.4;

export function pathLossDb({ walls }: Pick<Site, 'walls'>, a: Spot, b: Spot, band: Band): number {
  const storeys = Math.abs(a.floor - b.floor);
  const metres = Math.max(1, Math.hypot(a.x - b.x, a.y - b.y, storeys * STOREY_M));
  let loss = FIRST_METRE_DB[band] + PER_DECADE_DB * Math.log10(metres) + storeys * FLOOR_DB[band];
  if (storeys > 0) return loss;
  for (const wall of walls) {
    if (wall.floor === a.floor && crosses(wall, a, b))
      loss += wall.lossDb * (band === '5' ? HIGH_BAND_WALL : 1);
  }
  return loss;
}

function crosses({ from: [x1, y1], to: [x2, y2] }: Wall, a: Spot, b: Spot): boolean {
  return (
    isLeft(x1, y1, x2, y2, a.x, a.y) !== isLeft(x1, y1, x2, y2, b.x, b.y) &&
    isLeft(a.x, a.y, b.x, b.y, x1, y1) !== isLeft(a.x, a.y, b.x, b.y, x2, y2)
  );
}

/** Whether a point is left of the line from p to q. */
function isLeft(px: number, py: number, qx: number, qy: number, x: number, y: number): boolean {
  return (qx - px) * (y - py) > (qy - py) * (x - px);
}
