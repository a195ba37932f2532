/** Equal values that a router spells in two ways. */

/** Whether both mean the same; null: the property is not set. */
export function isSameValue(property: string, a: string | null, b: string | null): boolean {
  return canonical(property, a) === canonical(property, b);
}

function canonical(property: string, value: string | null): string | null {
  if (value === null) return unsetMeans(property);
  if (property === 'comment') return value === '' ? null : value;
  if (property === 'name') return value;
  if (property === 'on-event') return value.replaceAll('\r\n', '\n');
  if (property === 'policy') return value.split(',').toSorted().join(',');
  if (/^mac-address|^mac$/.test(property)) return value.toUpperCase();
  if (property === 'address') return value.replace(/\/32$/, '');
  if (property === 'server') return value;
  const word = value.toLowerCase();
  if (word === 'yes') return 'true';
  if (word === 'no') return 'false';
  const duration = seconds(word);
  return duration === null ? value : `${duration}s`;
}

/** What a router means when it omits the property. */
function unsetMeans(property: string): string | null {
  if (property === 'disabled' || property === 'dynamic' || property === 'inactive') return 'false';
  return property === 'server' ? 'all' : null;
}

const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** "60s" and "1m"; null for what is no duration with a unit. */
export function seconds(text: string): number | null {
  if (!/^(?:\d+[wdhms])+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!,
    0,
  );
}
