/** The input of the table renderers: one router at one moment. */
import { formatDuration } from './duration.ts';
import type { RouterRow, RouterTable } from './row.ts';
import {
  type Association,
  associationsOf,
  type Resident,
  type SimulatedRouterState,
  type SimulatedWorld,
} from './world.ts';

export interface View {
  world: SimulatedWorld;
  router: SimulatedRouterState;
  at: number;
  /** Oldest first. */
  associations: readonly [Resident, Association][];
}

export type RouterTables = Record<string, RouterTable>;

export function viewOf(world: SimulatedWorld, router: SimulatedRouterState, at: number): View {
  return { world, router, at, associations: associationsOf(world, router, at) };
}

/** Part of every secret in every table: a reader that sees it has requested too much. */
export const SECRET_MARK = 'nobody-should-read-this';

/** `.id` of the row with this number. */
export function idOf(number: number): string {
  return `*${number.toString(16).toUpperCase()}`;
}

export function peersOf({ associations }: View, name: string): number {
  return associations.filter(([, association]) => association.interface.name === name).length;
}

/** `…/access-list`: the devices that the operator has named. */
export function accessList({ world }: View, extra: RouterRow): RouterRow[] {
  const named = world.residents.filter(({ plan }) => plan.accessComment !== null);
  const accepted = named.map(({ plan, mac }, index) => ({
    '.id': idOf(index + 1),
    ...extra,
    action: 'accept',
    comment: plan.accessComment!,
    disabled: 'false',
    interface: 'any',
    'mac-address': mac,
  }));
  return [
    ...world.settings.rules.map((rule, index) => ({
      '.id': idOf(named.length + index + 1),
      action: rule.action,
      disabled: 'false',
      ...(rule.interface === null ? {} : { interface: rule.interface }),
      ...(rule.mac === null ? {} : { 'mac-address': rule.mac }),
      ...(rule.signalRange === null ? {} : { 'signal-range': rule.signalRange.join('..') }),
    })),
    ...accepted,
  ];
}

export function age({ at }: View, since: number): string {
  return formatDuration(Math.max(0, at - since));
}
