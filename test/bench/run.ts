/** `npm run bench`: everything that is measured. Ratios within one run; absolute numbers belong to the machine they were taken on. */
import { benchFlood } from './flood.ts';
import { benchHistory, benchKills } from './history.ts';
import { benchHttp } from './http.ts';
import { benchMcp } from './mcp.ts';
import { benchMcpHeap } from './mcp-heap.ts';
import { benchCaps, benchLoop } from './loop.ts';
import { benchMqtt } from './mqtt.ts';
import { benchPage } from './page.ts';
import { benchCrowd } from './page-crowd.ts';
import { benchProcess } from './process.ts';
import { benchPush } from './push.ts';
import { benchWorld } from './world.ts';

const print = (line: string) => console.log(line);

await benchHttp(print);
await benchMcp(print);
await benchMcpHeap(print);
benchWorld();
await benchLoop(print);
await benchCaps(print);
benchMqtt(print);
await benchProcess(print);
await benchPush(print);
await benchFlood(print);
await benchHistory(print);
await benchKills(print);
await benchPage(print);
await benchCrowd(print);
