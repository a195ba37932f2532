/** Names of devices in Home Assistant: a person can tell them apart, and so can a core that makes entity ids of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLabels, type Named } from '../../src/mqtt/label.ts';
import { runs } from '../runs.ts';

const thing = (id: string, name: string | null): Named => ({ record: {}, id, name });
const namesOf = (...kinds: [string, string | null][][]) => {
  const labelsOf = createLabels();
  return kinds.map((kind) => labelsOf(kind.map(([id, name]) => thing(id, name))).map(({ name }) => name));
};

describe('the name of a device in Home Assistant', () => {
  it('is its own where nothing else is called so', () => {
    expect(namesOf([['anna', 'Anna']], [['3c22fb000001', "Anna's phone"]])).toEqual([
      ['Anna'],
      ["Anna's phone"],
    ]);
  });

  it('belongs to the kind that comes first', () => {
    expect(namesOf([['anna', 'Anna']], [['3c22fb00ab01', 'Anna']])).toEqual([['Anna'], ['Anna (AB01)']]);
  });

  it('of two of one kind has an ending for both, whatever their order', () => {
    const twins: [string, string][] = [
      ['3c22fb00ab01', 'Galaxy S21'],
      ['3c22fb00ab02', 'galaxy-s21'],
    ];
    expect(namesOf(twins)).toEqual([['Galaxy S21 (AB01)', 'galaxy-s21 (AB02)']]);
    expect(namesOf(twins.toReversed())).toEqual([['galaxy-s21 (AB02)', 'Galaxy S21 (AB01)']]);
    const routers: [string, string][] = [
      ['router', 'MikroTik'],
      ['router-2', 'MikroTik'],
    ];
    expect(namesOf(routers)).toEqual([['MikroTik (router)', 'MikroTik (router-2)']]);
  });

  it('in letters that an entity id cannot have is kept, and the entity id is that of the device', () => {
    const [label] = createLabels()([thing('3c22fb00ab01', 'Телефон')]);
    expect(label).toEqual({ name: 'Телефон', slug: '3c22fb00ab01' });
  });

  it('is the id where nothing is known', () => {
    expect(namesOf([['router', null]])).toEqual([['router']]);
  });

  it('and its entity ids are never those of another device', () => {
    const name = fc.oneof(fc.constantFrom('hAP', 'h-AP', 'hap (router)', '📱', '☕', ''), fc.string());
    const id = fc.oneof(fc.constantFrom('router', 'router-2'), fc.stringMatching(/^[0-9a-f]{12}$/));
    const kind = fc.uniqueArray(fc.tuple(id, name), { selector: ([key]) => key, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 4 }), (kinds) => {
        const labelsOf = createLabels();
        const labels = kinds.flatMap((things) => labelsOf(things.map(([key, text]) => thing(key, text))));
        expect(new Set(labels.map(({ slug }) => slug)).size).toBe(labels.length);
        for (const { slug } of labels) expect(slug).toMatch(/^[a-z0-9]+(?:_[a-z0-9]+)*$/);
      }),
      { numRuns: runs(100) },
    );
  });
});
