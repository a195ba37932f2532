/** The ways in which routers differ, beside their tables. */
import type { ClockSettings } from './router-clock.ts';

/** How this router behaves; may be changed while it runs. */
export interface Behaviour extends ClockSettings {
  /** `home` forbids the scheduler. */
  deviceMode: 'advanced' | 'home';
  /** As in 7.24: entries without an explicit start (`default`), or every entry, are not run. */
  schedulerFault: 'none' | 'default' | 'every';
  putStatus: 200 | 201;
  /** A lease made static gets another id. */
  makeStaticRenewsIds: boolean;
  /** Added to every id, as after a reboot. */
  idShift: number;
  /** Somebody works in safe mode: the history has actions that may still be taken back. */
  isInSafeMode: boolean;
  /** A change of power or steering alone restarts the interfaces as well. */
  softEditsDrop: boolean;
  /** Channels (MHz) on which radar is heard. */
  radarMhz: readonly number[];
  /** How long a reboot that was asked for takes. */
  rebootMs: number;
  /** A reboot is answered before the connection dies. */
  answersReboot: boolean;
}

export const usualBehaviour: Behaviour = {
  offsetMs: 0,
  gmtOffsetMs: 3_600_000,
  isOld: false,
  deviceMode: 'advanced',
  schedulerFault: 'none',
  putStatus: 201,
  makeStaticRenewsIds: false,
  idShift: 0,
  isInSafeMode: false,
  softEditsDrop: false,
  radarMhz: [],
  rebootMs: 45_000,
  answersReboot: true,
};
