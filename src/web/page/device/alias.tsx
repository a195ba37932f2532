/** A name for the device, as lines for the configuration: the page itself changes nothing. */
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
      setAnswer('Selected: copy it with your keyboard or menu');
    }
  };
  return (
    <section class="panel alias">
      <h2>Give it a name</h2>
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
      <pre ref={lines} tabIndex={0} aria-label="Lines for the configuration">
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
          ? 'Its name is in the file that CONFIG_FILE names: change it there. '
          : 'Put this into the file that CONFIG_FILE names; where there is a devices: already, only the lines below it. '}
        The service reads the file when it starts.
        {mac_randomized
          ? ' Its MAC address is randomized: set the private address to fixed on the device first, else the name is lost with the address.'
          : ''}
      </p>
    </section>
  );
}
