/** Sets how loud a radio is. */
import { z } from 'zod';
import type { Dialect } from '../../parse/dialect.ts';
import { bands } from '../../record/device.ts';
import type { Action } from '../action.ts';
import { isProposal, noChange, refused } from '../device-input.ts';
import { findAccessPoint } from '../network.ts';
import {
  accessPointInput,
  labelIn,
  ofRadios,
  restartOf,
  radioAt,
  radioPlan,
  routeByAccessPoint,
  scopeSchema,
} from '../radio-plan.ts';
import { changeValues, type Wanted } from '../set-value.ts';
import { readWifi } from '../wifi-tables.ts';

const input = z.strictObject({
  access_point: accessPointInput,
  band: z.enum(bands).describe('Band of the radio.'),
  scope: scopeSchema,
  tx_power_dbm: z
    .int()
    .min(-30)
    .max(40)
    .nullable()
    .describe('Transmit power in dBm; null: unset, which is as much as the driver may.'),
});

function wantedIn(dialect: Dialect, dbm: number | null): Wanted[] {
  const to = dbm === null ? null : String(dbm);
  if (dialect === 'capsman') return [{ value: 'channel.tx-power', to }];
  if (dialect !== 'wireless') return [{ value: 'configuration.tx-power', to }];
  return [
    { value: 'tx-power-mode', to: to === null ? 'default' : 'all-rates-fixed' },
    { value: 'tx-power', to },
  ];
}

export const setTxPower: Action<z.infer<typeof input>> = {
  name: 'set_tx_power',
  meaning: 'Sets the transmit power of a radio.',
  input,
  route: routeByAccessPoint,
  async plan({ access_point, band, scope, tx_power_dbm }, planning) {
    const point = findAccessPoint(planning.network, access_point);
    if (typeof point === 'string') return { result: 'invalid', parameter: 'access_point', message: point };
    const found = radioAt(await readWifi(planning), planning.network, point, band);
    if (isProposal(found)) return found;
    const { wifi, row } = found;
    if (tx_power_dbm !== null && tx_power_dbm < 0 && wifi.menu.startsWith('interface/wifi'))
      return refused('The driver of this radio takes 0 dBm to 40 dBm.');
    const change = changeValues(wifi, [row], wantedIn(wifi.dialect, tx_power_dbm), {
      scope,
      labelOf: labelIn(planning.network, point.router),
    });
    if (isProposal(change)) return change;
    if (change.edits.length === 0) return noChange('The radio has this power already.');
    const whole = ofRadios(wifi, change);
    return radioPlan(planning, point.router, whole, {
      ...restartOf(planning.network, point.router, whole.interfaces),
      undo: 'The old power is put back, and unset where it was inherited.',
      proof: 'The radio shows the new power, and its devices are still on the network.',
    });
  },
};
