/** `npx tsx test/bench/run-loop.ts [devices …]`: the blocks of the event loop alone. */
import { benchLoop } from './loop.ts';

const sizes = process.argv.slice(2).map(Number);
benchLoop(console.log, sizes.length === 0 ? undefined : sizes);
