/** Names the device: with the operator's key by the service itself, and always with lines for CONFIG_FILE. */
import { useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { isOperatorOn } from '../change/operator-key-context.ts';
import { FileLines } from './file-lines.tsx';
import { NameForm } from './name-form.tsx';
import { MAX_NAME_LENGTH, toName, toYaml } from './yaml.ts';

export function NamePanel({ device }: { device: Device }) {
  const { mac_address, mac_randomized, name, name_source } = device;
  const [typed, setTyped] = useState<string | null>(null);
  const wanted = typed ?? (name_source === 'mac_address' ? '' : toName(name));
  const isNamedHere = isOperatorOn() && name_source !== 'configured';
  const lines = <FileLines lines={toYaml([mac_address], wanted)} isEmpty={toName(wanted) === ''} />;
  return (
    <section class="panel naming">
      <h2>Name this device</h2>
      {isNamedHere ? (
        <NameForm device={device} wanted={wanted} onType={setTyped} />
      ) : (
        <>
          <label for="alias-name">Name</label>
          <input
            id="alias-name"
            value={wanted}
            maxLength={MAX_NAME_LENGTH}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </>
      )}
      {isNamedHere ? (
        <details class="fold">
          <summary>Or name it in CONFIG_FILE</summary>
          {lines}
        </details>
      ) : (
        lines
      )}
      <p class="quiet">
        {name_source === 'configured'
          ? 'The name comes from CONFIG_FILE. Change it there; the service applies changes within seconds. '
          : isNamedHere
            ? 'A name in CONFIG_FILE overrides the one given here. '
            : 'Add these lines to CONFIG_FILE. If it has devices: already, add only the lines below that. The service applies changes within seconds. With OPERATOR_KEY set, the name is given here. '}
        {mac_randomized
          ? 'This MAC address is randomized. First set the private address to fixed on the device; otherwise the name is lost with the address.'
          : ''}
      </p>
    </section>
  );
}
