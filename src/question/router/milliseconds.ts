/** A round trip as RouterOS writes it: "1ms45us", "845us", "1s2ms", "12.4ms", "12.4" of traceroute. In milliseconds; null for anything else. */
export function parseMilliseconds(text: string | null): number | null {
  if (text === null || text === '') return null;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const parts = /^(?:(\d+)s)?(?:(\d+(?:\.\d+)?)ms)?(?:(\d+)us)?$/.exec(text);
  if (parts === null) return null;
  const [, seconds = '0', milliseconds = '0', microseconds = '0'] = parts;
  return Number(seconds) * 1000 + Number(milliseconds) + Number(microseconds) / 1000;
}
