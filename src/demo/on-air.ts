/** What the settings of an interface do on the air, and which change of them restarts it. */
import { fromConfiguration } from './inherit.ts';
import { type RouterRow, type RouterTable, textOf } from './row.ts';

/** Of an interface whose settings are not those that the house began with. */
export interface AirState {
  isOn: boolean;
  /** Louder than usual by so much. */
  louderDb: number;
  /** Devices with a weaker signal are sent away; null: as usual. */
  thresholdDbm: number | null;
  /** Nobody can be on it before (ms). */
  silentUntil: number;
}

/** What decides what an interface does on the air. */
export interface OnAir {
  isOn: boolean;
  powerDbm: number;
  thresholdDbm: number | null;
  /** A change of these restarts it. */
  hard: string;
  soft: string;
  channel: RouterRow;
  master: string | null;
}

const SOFT = /^(?:steering\.|configuration\.tx-power$|channel\.tx-power$|tx-power)/;
const HARD =
  /^(?:configuration\.|channel\.|security\.|datapath\.|ssid$|frequency$|channel-width$|band$|security-profile$)/;

/** By the name of an interface. */
export function is5GHz(name: string): boolean {
  return /5 ?ghz|wifi1|wlan2/i.test(name);
}

/** Without a setting 2.4 GHz is at full power, as RouterOS has it. */
export function usualPowerDbm(name: string): number {
  return is5GHz(name) ? 20 : 26;
}

/** `current`: the tables as they stand. */
export function onAirOf(menu: string, row: RouterRow, current: (menu: string) => RouterTable): OnAir {
  const get = (key: string) => (row[key] === undefined ? null : textOf(row[key]));
  const inherited =
    menu === 'caps-man/interface' ? fromConfiguration('caps-man', get('configuration') ?? '', current) : {};
  const whole = { ...inherited, ...row };
  const value = (key: string) => (whole[key] === undefined ? null : textOf(whole[key]));
  const power =
    menu === 'interface/wireless'
      ? get('tx-power-mode') === 'default'
        ? null
        : get('tx-power')
      : (value('configuration.tx-power') ?? value('channel.tx-power'));
  const threshold = get('steering.transition-threshold');
  const pick = (pattern: RegExp, not?: RegExp) =>
    JSON.stringify(
      Object.entries(whole)
        .filter(([key]) => pattern.test(key) && not?.test(key) !== true)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return {
    isOn: get('disabled') !== 'true' && get('inactive') !== 'true',
    powerDbm: power === null ? usualPowerDbm(get('name') ?? '') : Number(power),
    thresholdDbm: threshold === null ? null : Number(threshold),
    hard: pick(HARD, SOFT),
    soft: pick(SOFT),
    channel: whole,
    master: masterOf(row),
  };
}

/** `softEditsDrop`: a change of power or steering counts as well. */
export function isRestarted(was: OnAir | undefined, is: OnAir | undefined, softEditsDrop: boolean): boolean {
  if (was === undefined || is === undefined) return false;
  return was.hard !== is.hard || (!was.isOn && is.isOn) || (softEditsDrop && was.soft !== is.soft);
}

/** Null for a master. */
export function masterOf(row: RouterRow): string | null {
  const master = textOf(row['master-interface'] ?? 'none');
  return master === 'none' || master === '' ? null : master;
}
