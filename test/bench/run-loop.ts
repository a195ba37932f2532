import { benchLoop } from './loop.ts';
benchLoop(console.log, process.argv.slice(2).map(Number));
