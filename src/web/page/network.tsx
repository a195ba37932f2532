/** The name of a WiFi network, shown as one: a glyph, a hidden word and a colour of its own. */
import type { WifiInterfaceRecord } from '../../record/network.ts';
import { colourOf, toColours } from './network-colour.ts';
import { useSelect } from './store.ts';

export function Network({ ssid }: { ssid: string }) {
  const interfaces = useSelect((state) => state.interfaces);
  const colour = coloursOf(interfaces).get(ssid) ?? colourOf(ssid);
  return (
    <span class={`network net-${colour}`} title={`WiFi network ${ssid}`}>
      <svg viewBox="0 0 14 11" width="12" height="10" aria-hidden="true">
        <path d="M1 4a8.6 8.6 0 0 1 12 0M3.4 6.7a5.2 5.2 0 0 1 7.2 0" />
        <circle cx="7" cy="9.3" r="1.5" />
      </svg>
      <span class="visually-hidden">network </span>
      <bdi>{ssid}</bdi>
    </span>
  );
}

/** The list stays the same object while nothing in it changes. */
const known = new WeakMap<readonly WifiInterfaceRecord[], ReadonlyMap<string, number>>();

function coloursOf(interfaces: readonly WifiInterfaceRecord[]): ReadonlyMap<string, number> {
  let colours = known.get(interfaces);
  if (colours === undefined) {
    colours = toColours(interfaces.flatMap(({ ssid }) => ssid ?? []));
    known.set(interfaces, colours);
  }
  return colours;
}
