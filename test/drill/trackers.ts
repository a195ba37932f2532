/** What Home Assistant would make of the retained states: each tracker's state as it changes, the last will included. */
export type Trackers = ReturnType<typeof createTrackers>;

const BRIDGE = 'mikrotik-presence/bridge/state';
const STATE = /^mikrotik-presence\/(client|person)\/([^/]+)\/state$/;

export function createTrackers() {
  const said = new Map<string, string>();
  const shown = new Map<string, string[]>();
  let isOnline = false;

  function show(key: string): void {
    const presence = said.get(key) ?? '';
    const states = shown.get(key) ?? [];
    const state = presence === '' ? 'gone' : isOnline ? toState(presence) : 'unavailable';
    // nothing is shown before there is something to show
    if (states.length === 0 && state === 'unavailable') return;
    if (states.at(-1) !== state) shown.set(key, [...states, state]);
  }

  return {
    hear: (topic: string, payload: string) => {
      if (topic === BRIDGE) {
        isOnline = payload === '{"state":"online"}';
        for (const key of said.keys()) show(key);
      }
      const [, , id] = STATE.exec(topic) ?? [];
      if (id === undefined) return;
      said.set(id, payload === '' ? '' : (JSON.parse(payload) as { presence: string }).presence);
      show(id);
    },
    /** By device_id, or the slug of a person. */
    of: (id: string): readonly string[] => shown.get(id) ?? [],
    all: (): ReadonlyMap<string, readonly string[]> => shown,
  };
}

function toState(presence: string): string {
  if (presence === 'unknown') return 'unavailable';
  return presence === 'away' ? 'not_home' : 'home';
}
