/** Access-list rules that keep a device out, in each dialect. */
import { type Dialect, dialects, dialectNames, type Spelling } from '../parse/dialect.ts';
import type { Mac } from '../parse/mac.ts';
import { raw, type Row } from '../parse/row.ts';
import type { RowValues } from '../parse/write.ts';
import { rowsAt, type Planning } from './action.ts';
import { type Edit, isOurs, OUR_COMMENT } from './edit.ts';

const BLOCK = `${OUR_COMMENT}: blocked`;
const KEEP_OFF = `${OUR_COMMENT}: kept off`;

/** The old driver has two switches instead of an action. */
const REJECT: Readonly<Record<Spelling, RowValues>> = {
  wifi: { action: 'reject' },
  capsman: { action: 'reject' },
  wireless: { authentication: 'false', forwarding: 'false' },
};

/** Properties that narrow a rule; with one of them it does not keep the device out everywhere and always. */
const NARROWING = ['signal-range', 'ssid-regexp', 'time', 'days', 'mac-address-mask'];
const PROPERTIES = [
  '.id',
  'mac-address',
  'interface',
  'action',
  'authentication',
  'forwarding',
  'disabled',
  'dynamic',
  'comment',
  ...NARROWING,
];

export interface AccessList {
  dialect: Dialect;
  menu: string;
  rules: readonly Row[];
  interfaces: readonly Row[];
}

/** The access lists of the dialects in which the router has WiFi interfaces. Throws `Unreadable`. */
export async function readAccessLists(planning: Planning): Promise<AccessList[]> {
  const lists: AccessList[] = [];
  for (const dialect of dialectNames) {
    const { interfaces: interfaceMenu, accessList: menu } = dialects[dialect];
    const properties = ['name', 'dynamic', 'disabled', 'datapath.interface-list'];
    const interfaces = await rowsAt(planning, interfaceMenu.path, properties);
    if (interfaces.length === 0) continue;
    lists.push({ dialect, menu, interfaces, rules: await rowsAt(planning, menu, PROPERTIES) });
  }
  return lists;
}

/** `where`: an interface or an interface list; null: everywhere. */
export function addRejectRule(
  { dialect, menu }: Pick<AccessList, 'dialect' | 'menu'>,
  mac: Mac,
  where: string | null,
): Edit & { kind: 'add' } {
  const key = {
    'mac-address': mac,
    comment: where === null ? BLOCK : KEEP_OFF,
    ...(where === null ? {} : { interface: where }),
  };
  return { kind: 'add', menu, key, values: { ...key, ...REJECT[dialects[dialect].spelling] }, first: true };
}

/** Enabled rules that reject exactly this MAC, always; on this interface, or (null) everywhere. */
export function rejectRules({ dialect, rules }: AccessList, mac: Mac, where: string | null): Row[] {
  return rules.filter((rule) => {
    const target = raw(rule, 'interface');
    const isHere =
      where === null ? target === null || target === 'any' || target === 'all' : target === where;
    return (
      raw(rule, 'mac-address')?.toUpperCase() === mac &&
      raw(rule, 'disabled') !== 'true' &&
      isHere &&
      rejects(dialect, rule) &&
      NARROWING.every((property) => isWide(property, raw(rule, property)))
    );
  });
}

function rejects(dialect: Dialect, rule: Row): boolean {
  return dialect === 'wireless' ? raw(rule, 'authentication') === 'false' : raw(rule, 'action') === 'reject';
}

function isWide(property: string, value: string | null): boolean {
  return (
    value === null ||
    (property === 'signal-range' && value === '-120..120') ||
    (property === 'mac-address-mask' && /^(?:ff:?){6}$/i.test(value))
  );
}

/** Ours is removed; that of the operator is disabled, which loses none of its properties. `mayReturn`: ours too is only disabled. */
export function liftRule(
  { dialect, menu }: Pick<AccessList, 'dialect' | 'menu'>,
  rule: Row,
  mayReturn: boolean,
): Edit {
  const key: Record<string, string> = { 'mac-address': raw(rule, 'mac-address')! };
  // no flag is in it: scripts find rows by it
  for (const property of ['comment', 'interface', 'action']) {
    const value = raw(rule, property);
    if (value !== null && value !== 'any') key[property] = value;
  }
  if (isOurs(rule) && !mayReturn) {
    return {
      kind: 'remove',
      menu,
      key,
      values: { ...key, ...REJECT[dialects[dialect].spelling] },
      first: true,
    };
  }
  return { kind: 'set', menu, key, from: { disabled: 'false' }, to: { disabled: 'true' } };
}
