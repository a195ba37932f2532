/**
 * Work on many rows or devices that may be interrupted: each `yield` is a place for it. What runs the work decides whether it pauses there, so
 * that the event loop stays free. The result exists only when all of the work is done.
 */
export type Sliced<T> = Generator<void, T, void>;

/** Runs work to its end; rejects with what the work throws. */
export type RunSliced = <T>(work: Sliced<T>) => Promise<T>;

/** Items between two places to pause: together they take about a millisecond. */
const FEW = 32;

/** Runs the work without a pause. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Visits every item in its order. */
export function* visitEach<T>(items: Iterable<T>, visit: (item: T) => void): Sliced<void> {
  let count = 0;
  for (const item of items) {
    visit(item);
    if (++count % FEW === 0) yield;
  }
}
