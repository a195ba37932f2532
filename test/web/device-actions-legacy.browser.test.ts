/** The actions on a device at the page, in a real browser: with the wireless package. */
import { describeDeviceActions } from './device-actions.ts';

describeDeviceActions([
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
]);
