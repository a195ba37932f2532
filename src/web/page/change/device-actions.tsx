/** What can be done about a device at its router. Each button makes a plan; a person approves it in the dialog. */
import { useId, useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { useSelect } from '../store.ts';
import { ChangeDialog } from './dialog.tsx';
import { Objection } from './objection.tsx';
import { useProposal } from './use-proposal.ts';

const SPANS = [
  ['', 'until it is undone'],
  ['30m', 'for 30 minutes'],
  ['2h', 'for 2 hours'],
  ['1d', 'for a day'],
] as const;

export function DeviceActions({ device }: { device: Device }) {
  const { change, setChange, problem, isBusy, propose: proposeAny } = useProposal();
  const points = useSelect((state) => state.accessPoints);
  const own = points.filter(({ router }) => router === device.router);
  const propose = (action: string, input: Record<string, unknown> = {}) =>
    proposeAny({ action, input: { device_id: device.mac_address, ...input } });
  return (
    <section class="panel device-actions" aria-label="Change at the router">
      <h2>Change at the router</h2>
      <p class="line">
        <button
          type="button"
          class="second"
          disabled={isBusy}
          onClick={() => void propose('reconnect_device')}
        >
          Reconnect
        </button>
        {device.dhcp?.dynamic === true ? (
          <button
            type="button"
            class="second"
            disabled={isBusy}
            onClick={() => void propose('reserve_address')}
          >
            Reserve address
          </button>
        ) : null}
        {/* a block is one router's, and a device counts as blocked only where every access point rejects it */}
        <button type="button" class="second" disabled={isBusy} onClick={() => void propose('unblock_device')}>
          Unblock
        </button>
      </p>
      {device.blocked === true ? null : (
        <Choice
          label="Block"
          options={SPANS}
          buttons={['Block']}
          isBusy={isBusy}
          onChoose={(span) => void propose('block_device', span === '' ? {} : { for: span })}
        />
      )}
      {own.length < 2 ? null : (
        <Choice
          label="Access point"
          options={own.map(({ access_point_id, name }) => [access_point_id, name] as const)}
          buttons={['Keep off', 'Release']}
          isBusy={isBusy}
          onChoose={(point, button) =>
            void propose(button === 'Release' ? 'release_device' : 'keep_device_off', { access_point: point })
          }
        />
      )}
      <NameField
        name={device.name}
        isBusy={isBusy}
        onName={(name) => void propose('name_device', { name })}
      />
      <Objection problem={problem} />
      <p class="quiet">Each button makes a plan first. Nothing is written before you approve it.</p>
      {change === null ? null : (
        <ChangeDialog
          key={change.change_id}
          change={change}
          onChange={setChange}
          onClose={() => setChange(null)}
        />
      )}
    </section>
  );
}

interface ChoiceProps {
  label: string;
  options: readonly (readonly [string, string])[];
  buttons: readonly string[];
  isBusy: boolean;
  onChoose: (value: string, button: string) => void;
}

function Choice({ label, options, buttons, isBusy, onChoose }: ChoiceProps) {
  const id = useId();
  const [value, setValue] = useState(options[0]?.[0] ?? '');
  return (
    <p class="line">
      <label class="visually-hidden" for={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => setValue(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
      {buttons.map((button) => (
        <button
          key={button}
          type="button"
          class="second"
          disabled={isBusy}
          onClick={() => onChoose(value, button)}
        >
          {button}
        </button>
      ))}
    </p>
  );
}

function NameField({
  name,
  isBusy,
  onName,
}: {
  name: string;
  isBusy: boolean;
  onName: (name: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const wanted = typed ?? name;
  return (
    <p class="line">
      <label class="visually-hidden" for={id}>
        Comment of its lease
      </label>
      <input
        id={id}
        value={wanted}
        maxLength={64}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button
        type="button"
        class="second"
        disabled={isBusy || wanted.trim() === ''}
        onClick={() => onName(wanted.trim())}
      >
        Name
      </button>
    </p>
  );
}
