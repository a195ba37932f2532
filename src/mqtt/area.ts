/** Home Assistant takes the area of a device once, when the device is new: a later one has to be chosen there. */
import { parseObject } from './parse-object.ts';

export interface AreaChange {
  device: string;
  from: string | null;
  to: string;
}

/** From one discovery payload to the next; null where the area did not change. */
export function areaChange(before: string, payload: string): AreaChange | null {
  const [was, is] = [deviceIn(before), deviceIn(payload)];
  const { name, suggested_area: to } = is ?? {};
  const from = was?.['suggested_area'] ?? null;
  if (was === null || typeof to !== 'string' || from === to) return null;
  return { device: String(name), from: typeof from === 'string' ? from : null, to };
}

function deviceIn(payload: string): Record<string, unknown> | null {
  const device = parseObject(payload)?.['device'];
  return typeof device === 'object' && device !== null ? (device as Record<string, unknown>) : null;
}
