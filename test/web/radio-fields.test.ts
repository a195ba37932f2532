/** The forms about radios and networks: they ask for what the actions take, and send it as these take it. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { actions } from '../../src/change/action-list.ts';
import {
  accessPointForms,
  type Field,
  networkForms,
  toInput,
  unsetName,
} from '../../src/web/page/change/radio-fields.ts';

type Property = {
  anyOf?: Property[];
  type?: string | string[];
  enum?: string[];
  minimum?: number;
  maximum?: number;
};

function schemaOf(name: string) {
  const action = actions.find((each) => each.name === name)!;
  return z.toJSONSchema(action.input, { io: 'input' }) as {
    properties: Record<string, Property>;
    required?: string[];
  };
}

const forms = [...accessPointForms, ...networkForms];

test('each action on a radio has a form, and each of its inputs a field or a place that gives it', () => {
  const names = ['set_roaming', 'set_tx_power', 'set_channel', 'set_ssid_enabled', 'restart_access_point'];
  expect(new Set(forms.map(({ action }) => action))).toEqual(new Set(names));
  for (const name of names) {
    const own = forms.filter(({ action }) => action === name);
    const asked = new Set(
      own.flatMap(({ given, fields }) => [...given, ...fields.map((field) => field.name)]),
    );
    expect([name, asked]).toEqual([name, new Set(Object.keys(schemaOf(name).properties))]);
    for (const { given, fields } of own)
      for (const required of schemaOf(name).required ?? [])
        expect([...given, ...fields.map((field) => field.name)]).toContain(required);
  }
});

const kinds: Record<Field['kind'], string> = {
  number: 'integer',
  numbers: 'array',
  text: 'string',
  flag: 'boolean',
  choice: 'string',
};

test('each field has the type, the bounds and the null of its input', () => {
  for (const { action, fields } of forms)
    for (const field of fields) {
      const property = schemaOf(action).properties[field.name]!;
      const variants = property.anyOf ?? [property];
      const types = variants.flatMap(({ type }) => type ?? []);
      const isNullable = types.includes('null');
      const value = variants.find(({ type }) => type !== 'null')!;
      expect([action, field.name, types.find((type) => type !== 'null')]).toEqual([
        action,
        field.name,
        kinds[field.kind],
      ]);
      expect([field.name, field.canUnset === true || field.whenEmpty === 'unset']).toEqual([
        field.name,
        isNullable,
      ]);
      if (field.kind === 'number')
        expect([field.name, field.min, field.max]).toEqual([field.name, value.minimum, value.maximum]);
      if (field.kind === 'choice' && typeof field.options !== 'string' && value.enum !== undefined)
        expect(new Set(field.options.map(([text]) => text))).toEqual(new Set(value.enum));
    }
});

function inputOf(action: string, typed: Record<string, string>): Record<string, unknown> {
  const { fields } = forms.find((form) => form.action === action)!;
  return toInput(fields, (name) => typed[name] ?? null);
}

test('an empty field leaves its value as it is, a ticked box unsets it, and text becomes what it means', () => {
  expect(inputOf('set_roaming', { interface: 'wifi1', rrm: '', transition_threshold_dbm: '' })).toEqual({
    interface: 'wifi1',
  });
  expect(
    inputOf('set_roaming', {
      transition_threshold_dbm: '-70',
      [unsetName('transition_threshold_time_seconds')]: 'unset',
      rrm: 'false',
      wnm: 'true',
      fast_transition: 'unset',
    }),
  ).toEqual({
    transition_threshold_dbm: -70,
    transition_threshold_time_seconds: null,
    rrm: false,
    wnm: true,
    fast_transition: null,
  });
  expect(inputOf('set_tx_power', { tx_power_dbm: ' ' })).toEqual({ tx_power_dbm: null });
  expect(inputOf('set_tx_power', { tx_power_dbm: '0' })).toEqual({ tx_power_dbm: 0 });
  expect(inputOf('set_channel', { frequency_mhz: '5180, 5500;5520 x' })).toEqual({
    frequency_mhz: [5180, 5500, 5520, 'x'],
  });
  expect(inputOf('set_ssid_enabled', { enabled: 'false', for: '' })).toEqual({ enabled: false });
});
