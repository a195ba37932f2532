/** `npx tsx test/bench/run-loop.ts [devices …]`: the blocks of the event loop alone; `… caps [CAPs …]`: by the number of CAPs. */
import { benchCaps, benchLoop } from './loop.ts';

const words = process.argv.slice(2);
const sizes = words.filter((word) => word !== 'caps').map(Number);
const bench = words.includes('caps') ? benchCaps : benchLoop;
await bench(console.log, sizes.length === 0 ? undefined : sizes);
