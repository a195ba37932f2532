/** The actions on a device at the page, in a real browser: with the wifi packages. */
import { describe, it } from 'vitest';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { type Place, playDeviceActions } from './device-actions.ts';
import { useStage } from './stage.ts';

const stage = useStage();

const places: readonly Place[] = [
  {
    dialect: 'wifi, its own radio',
    name: 'Living room TV',
    at: 0,
    list: 'interface/wifi/access-list',
    isStatic: true,
  },
  {
    dialect: 'wifi by CAPsMAN',
    name: "Anna's laptop",
    at: 0,
    list: 'interface/wifi/access-list',
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
