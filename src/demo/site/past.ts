/** Days of a site's life at once, as a service that polled its routers would have recorded them. */
import type { Life, Move } from './life.ts';

export const PAST_STEP_MS = 300_000;

export interface Past {
  sinceAt: number;
  /** Number of steps of five minutes. */
  steps: number;
  /** Every change of an association, oldest first. */
  moves: readonly Move[];
  /** By device: the index of its port at each step, −1 while not connected. */
  ports: readonly Int16Array[];
  /** By device: the signal that the access point reported at each step, in dBm. */
  signalsDbm: readonly Int8Array[];
}

/** `onStep` is called in every step, and may move a device: it hands on the move. */
export function live(
  life: Life,
  sinceAt: number,
  days: number,
  onStep?: (at: number, add: (move: Move) => void) => void,
): Past {
  const steps = Math.round((days * 86_400_000) / PAST_STEP_MS);
  const ports = life.dwellers.map(() => new Int16Array(steps));
  const signals = life.dwellers.map(() => new Int8Array(steps));
  const moves: Move[] = [];
  for (let step = 0; step < steps; step += 1) {
    const at = sinceAt + step * PAST_STEP_MS;
    life.walk(at, PAST_STEP_MS);
    moves.push(...life.step(at, PAST_STEP_MS));
    onStep?.(at, (move) => moves.push(move));
    for (const dweller of life.dwellers) {
      const { index, port } = dweller;
      ports[index]![step] = port?.index ?? -1;
      signals[index]![step] = port === null ? 0 : life.signalDbm(dweller, port, at);
    }
  }
  return { sinceAt, steps, moves, ports, signalsDbm: signals };
}
