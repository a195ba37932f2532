/** The actions on a device at the page, in a real browser: with the wireless package. */
import { describe, it } from 'vitest';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { type Place, playDeviceActions } from './device-actions.ts';
import { useStage } from './stage.ts';

const stage = useStage();

const places: readonly Place[] = [
  {
    dialect: 'wireless',
    name: 'Workshop tablet',
    at: 1,
    list: 'interface/wireless/access-list',
    isStatic: true,
  },
  {
    dialect: 'legacy CAPsMAN',
    name: 'Barn camera',
    at: 1,
    list: 'caps-man/access-list',
    isStatic: false,
  },
];

describe.skipIf(!hasBrowser)(`changes at the page${hasBrowser ? '' : `: ${NO_BROWSER}`}`, () => {
  it.each(places)(
    '$dialect: each action on a device is planned, approved, kept and undone',
    (place) => playDeviceActions(stage, place),
    180_000,
  );
});
