/** The networks by their SSID, and what can be changed about each. */
import { useMemo } from 'preact/hooks';
import { RadioActions } from '../change/radio-actions.tsx';
import { networkForms } from '../change/radio-fields.ts';
import { collator } from '../collator.ts';
import { groupBy } from '../group.ts';
import { useSelect } from '../store.ts';

export function NetworkPart() {
  const interfaces = useSelect((state) => state.interfaces);
  const networks = useMemo(
    () =>
      [...groupBy(interfaces, ({ ssid }) => ssid)]
        .flatMap(([ssid, records]) => (ssid === null ? [] : [{ ssid, records }]))
        .sort((a, b) => collator.compare(a.ssid, b.ssid)),
    [interfaces],
  );
  return (
    <section class="wifi-part" aria-labelledby="networks">
      <header>
        <h2 id="networks">
          Networks <span class="count">{networks.length}</span>
        </h2>
      </header>
      <ul class="access-points">
        {networks.map(({ ssid, records }) => (
          <li key={ssid} class="box">
            <div class="box-head">
              <h3 dir="auto">{ssid}</h3>
            </div>
            <p class="fine">
              {records.length} {records.length === 1 ? 'interface' : 'interfaces'}
            </p>
            <RadioActions
              name={ssid}
              forms={networkForms}
              given={{ ssid }}
              choices={{ routers: [...new Set(records.map(({ router }) => router))] }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
