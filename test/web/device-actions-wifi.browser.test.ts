/** The actions on a device at the page, in a real browser: with the wifi packages. */
import { describeDeviceActions } from './device-actions.ts';

describeDeviceActions([
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
]);
