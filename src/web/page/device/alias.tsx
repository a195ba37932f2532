/** A name for the device as lines for CONFIG_FILE: the page itself changes nothing. */
import { useRef, useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { MAX_NAME_LENGTH, toName, toYaml } from './yaml.ts';

export function Alias({ device: { mac_address, mac_randomized, name, name_source } }: { device: Device }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [answer, setAnswer] = useState('');
  const lines = useRef<HTMLPreElement>(null);
  const wanted = typed ?? (name_source === 'mac_address' ? '' : toName(name));
  const yaml = toYaml(mac_address, wanted);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(yaml);
      setAnswer('Copied');
    } catch {
      getSelection()?.selectAllChildren(lines.current!);
      setAnswer('Selected. Copy it with the keyboard or the menu.');
    }
  };
  return (
    <section class="panel alias">
      <h2>Name this device</h2>
      <label for="alias-name">Name</label>
      <input
        id="alias-name"
        value={wanted}
        maxLength={MAX_NAME_LENGTH}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAnswer('');
        }}
      />
      <pre ref={lines} tabIndex={0} aria-label="Configuration lines">
        {yaml}
      </pre>
      <p class="line">
        <button type="button" disabled={toName(wanted) === ''} onClick={() => void copy()}>
          Copy
        </button>
        <span role="status">{answer}</span>
      </p>
      <p class="quiet">
        {name_source === 'configured'
          ? 'The name comes from CONFIG_FILE. Change it there. '
          : 'Add these lines to CONFIG_FILE. If it has devices: already, add only the lines below that. '}
        The service applies changes within seconds.
        {mac_randomized
          ? ' This MAC address is randomized. First set the private address to fixed on the device; otherwise the name is lost with the address.'
          : ''}
      </p>
    </section>
  );
}
