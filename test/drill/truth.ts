/** Who really is there, against what the program believes: every departure that was none is noted. */
import type { House } from '../../src/demo/house.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';

export type Truth = ReturnType<typeof createTruth>;

/** `nowMs` is monotonic. With a router, only its devices are expected to be seen. */
export function createTruth(house: House, awayMs: number, nowMs: () => number, onlyRouter: string | null) {
  const gone = new Map<string, number>();
  const falsehoods: string[] = [];

  const ids = new Map(house.devices().map(({ name, mac }) => [name, mac.replaceAll(':', '').toLowerCase()]));

  function idOf(name: string): string {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`nobody is called ${name}`);
    return id;
  }

  return {
    idOf,
    witness: ({ devices }: Snapshot) => {
      for (const [id, { presence, name }] of devices) {
        const isTrue = nowMs() - (gone.get(id) ?? Infinity) >= awayMs;
        if (presence === 'away' && !isTrue) falsehoods.push(`${name} was away at ${nowMs() / 1000} s`);
      }
    },
    leave: (name: string) => {
      house.leave(name);
      gone.set(idOf(name), nowMs());
    },
    /** For all that anybody could know, these have left. */
    believeGone: (names: readonly string[]) => {
      for (const name of names) gone.set(idOf(name), nowMs());
    },
    arrive: (name: string, accessPoint?: string) => {
      house.arrive(name, accessPoint);
      gone.delete(idOf(name));
    },
    falsehoods: (): readonly string[] => falsehoods,
    /** What the program has not found out yet. */
    unseen: (snapshot: Snapshot | null): string[] =>
      house.devices().flatMap(({ name, connected, router }) => {
        if (connected && onlyRouter !== null && router !== onlyRouter) return [];
        const presence = snapshot?.devices.get(idOf(name))?.presence;
        const isRight = connected ? presence === 'home' : presence === 'away' || presence === undefined;
        return isRight ? [] : [`${name} is ${presence ?? 'not listed'}`];
      }),
  };
}
