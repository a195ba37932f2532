/** `npm run bench`: everything that is measured. Ratios within one run; absolute numbers belong to the machine they were taken on. */
import { benchHttp } from './http.ts';
import { benchProcess } from './process.ts';
import { benchWorld } from './world.ts';

const print = (line: string) => console.log(line);

await benchHttp(print);
benchWorld();
await benchProcess(print);
