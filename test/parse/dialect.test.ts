import { describe, expect, it } from 'vitest';
import { byDialect, type Dialect, dialectList, dialectNames, dialects } from '../../src/parse/dialect.ts';
import { type Menu, menus, registrationMenus } from '../../src/parse/menu.ts';

function pathsOf(dialect: Dialect): string[] {
  const { registrations, interfaces, radios, caps, accessList } = dialects[dialect];
  const listed = [interfaces, radios, caps].filter((asked) => asked !== null);
  return [registrations, accessList, ...listed.map(({ path }) => path)];
}

describe.each(dialectNames)('the dialect %s', (dialect) => {
  const { registrations, interfaces, radios, caps, accessList } = dialects[dialect];
  const paths = pathsOf(dialect);

  it('has its menus among those that are read, each as its own', () => {
    for (const path of paths) expect([path, menus[path as Menu]?.dialect]).toEqual([path, dialect]);
  });

  it('asks the rows of every menu but the registrations for properties', () => {
    const whole = paths.filter((path) => menus[path as Menu].properties === null);
    expect(whole).toEqual([registrations]);
  });

  it('reads its registrations whole and in every poll, its CAPs apart, the rest with the inventory', () => {
    expect(menus[registrations]).toMatchObject({ group: 'registrations', properties: null });
    if (caps !== null) expect(menus[caps.path].group).toBe('caps');
    expect(menus[accessList].group).toBe('inventory');
    for (const asked of [interfaces, radios])
      if (asked !== null) expect(menus[asked.path].group).toBe('inventory');
  });
});

it('no menu belongs to two dialects', () => {
  const paths = dialectNames.flatMap(pathsOf);
  expect(new Set(paths).size).toBe(paths.length);
});

it('every dialect has its value, its registration table and its words in a list', () => {
  expect(Object.keys(byDialect(() => 1))).toEqual(dialectNames);
  expect(registrationMenus).toHaveLength(dialectNames.length);
  expect(dialectList).toMatch(/^wifi, wifiwave2, .* or \w+$/);
  for (const dialect of dialectNames) expect(dialectList).toContain(dialects[dialect].words);
});
