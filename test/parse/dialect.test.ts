import { describe, expect, it } from 'vitest';
import { byDialect, dialectList, dialectNames, dialects } from '../../src/parse/dialect.ts';
import { type Menu, menus, registrationMenus } from '../../src/parse/menu.ts';

describe.each(dialectNames)('the dialect %s', (dialect) => {
  const { registrations, interfaces, radios, caps, accessList } = dialects[dialect];
  const paths = [registrations, interfaces, radios, caps, accessList].filter((path) => path !== null);

  it('has its menus among those that are read, each as its own', () => {
    for (const path of paths) expect([path, menus[path as Menu]?.dialect]).toEqual([path, dialect]);
  });

  it('reads its registrations whole and in every poll, its CAPs apart, the rest with the inventory', () => {
    expect(menus[registrations]).toMatchObject({ group: 'registrations', properties: null });
    if (caps !== null) expect(menus[caps].group).toBe('caps');
    for (const path of [interfaces, radios, accessList])
      if (path !== null) expect(menus[path].group).toBe('inventory');
  });
});

it('no menu belongs to two dialects', () => {
  const paths = dialectNames.flatMap((dialect) => {
    const { registrations, interfaces, radios, caps, accessList } = dialects[dialect];
    return [registrations, interfaces, radios, caps, accessList].filter((path) => path !== null);
  });
  expect(new Set<string>(paths).size).toBe(paths.length);
});

it('every dialect has its value, its registration table and its words in a list', () => {
  expect(Object.keys(byDialect(() => 1))).toEqual(dialectNames);
  expect(registrationMenus).toHaveLength(dialectNames.length);
  expect(dialectList).toMatch(/^wifi, wifiwave2, .* or \w+$/);
  for (const dialect of dialectNames) expect(dialectList).toContain(dialects[dialect].words);
});
