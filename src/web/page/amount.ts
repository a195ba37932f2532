/** Amounts as text. */
const SIZES = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

/** 38.2 MB */
export function toSize(bytes: number): string {
  for (const [name, unit] of SIZES)
    if (bytes >= unit) return `${(bytes / unit).toFixed(bytes < unit * 100 ? 1 : 0)} ${name}`;
  return `${bytes} bytes`;
}

/** 38 ms, 1.2 s */
export function toLatency(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** 1 line, 1,841 lines */
export function toCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
