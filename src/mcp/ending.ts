/** Lets those who wait for an answer go when what they wait in ends. */
export interface Ending {
  /** Null when the end comes before the answer. */
  whileOpen: <T>(answer: Promise<T>) => Promise<T | null>;
  end: () => void;
}

export function createEnding(): Ending {
  // not Promise.race, which would keep every answer until the end
  const waiting = new Set<() => void>();
  return {
    whileOpen: (answer) =>
      new Promise((resolve, reject) => {
        const leave = () => resolve(null);
        waiting.add(leave);
        answer.then(
          (value) => {
            waiting.delete(leave);
            resolve(value);
          },
          (error: Error) => {
            waiting.delete(leave);
            reject(error);
          },
        );
      }),
    end: () => {
      for (const leave of waiting) leave();
      waiting.clear();
    },
  };
}
