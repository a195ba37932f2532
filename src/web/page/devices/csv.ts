/** Devices as CSV, as REST writes it: a column for each field, cells that no spreadsheet takes for a formula. */
import { toCsvCell } from '../../../parse/csv-cell.ts';
import type { Device } from '../../../record/device.ts';

export function toCsv(fields: readonly (keyof Device)[], devices: readonly Device[]): string {
  const lines = devices.map((device) => fields.map((field) => toCsvCell(device[field])).join(','));
  return [fields.join(','), ...lines, ''].join('\r\n');
}
