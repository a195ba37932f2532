/** Devices as CSV, as REST writes it: a column for each field, cells that no spreadsheet takes for a formula. */
import type { Device } from '../../../record/device.ts';

export function toCsv(fields: readonly (keyof Device)[], devices: readonly Device[]): string {
  const lines = devices.map((device) => fields.map((field) => cellOf(device[field])).join(','));
  return [fields.join(','), ...lines, ''].join('\r\n');
}

function cellOf(value: Device[keyof Device]): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return quoted(harmless(typeof value === 'string' ? value : JSON.stringify(value)));
}

/** What a spreadsheet takes for the beginning of a formula, at the beginning of a cell or after any usual separator. */
const FORMULA = /(^|[,;|\t\r\n])([\s'"\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

function harmless(text: string): string {
  return text.replaceAll(FORMULA, "$1$2'");
}

function quoted(text: string): string {
  return /^[\w.:+/ -]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
