/** The provisioning rules of CAPsMAN: the first that matches a radio says how its interfaces are made. */
import { type RouterRow, textOf } from './row.ts';

export interface Provisioned {
  master: string;
  slaves: string[];
  /** Of the master interface; null: the rule gives it the name that it has. */
  name: string | null;
}

export function ruleFor(rules: readonly RouterRow[], radio: RouterRow): Provisioned | null {
  const rule = rules.find((each) => matches(each, radio));
  if (rule === undefined) return null;
  const get = (key: string) => textOf(rule[key] ?? '');
  return {
    master: get('master-configuration'),
    slaves: get('slave-configurations').split(',').filter(Boolean),
    name: nameOf(get('name-format'), textOf(radio['cap'] ?? ''), textOf(radio['name'] ?? '')),
  };
}

function matches(rule: RouterRow, radio: RouterRow): boolean {
  const get = (key: string) => textOf(rule[key] ?? '');
  if (get('disabled') === 'true' || get('action') === 'none') return false;
  const mac = get('radio-mac');
  if (mac !== '' && mac !== '00:00:00:00:00:00' && mac !== textOf(radio['radio-mac'] ?? '')) return false;
  const bands = get('supported-bands');
  return bands === '' || bands.includes(/5 ?GHz/i.test(textOf(radio['name'] ?? '')) ? '5ghz' : '2ghz');
}

/** `%I` is the identity of the access point. */
function nameOf(format: string, cap: string, present: string): string | null {
  if (format === '' || format === 'identity') return null;
  const name = format.replaceAll('%I', cap.split('@')[0] ?? '');
  return name === present ? null : name;
}
