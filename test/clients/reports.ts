/**
 * What people reported of clients and brokers, with this service in the place of theirs: `npm run clients`. Each line says what is right,
 * and whether it holds. Brokers are mosquitto; clients come from the package registries (see install.ts). Beside `npm test`, because it takes
 * minutes. `npm run clients -- rest files` looks at these groups only. Exit code 0 when every line holds.
 */
import { startNetwork } from '../../src/demo/network.ts';
import { brokerReports } from './broker-reports.ts';
import { fileReports } from './file-reports.ts';
import { install } from './install.ts';
import { mcpReports } from './mcp-reports.ts';
import { programReports } from './program-reports.ts';
import { restReports } from './rest-reports.ts';
import { type Outcome, type Report, serviceFolder, startService } from './service.ts';

const network = await startNetwork({ seed: 1 });
// the same devices for every broker
network.house.pause();
const service = await startService(serviceFolder(network));
const groups: Readonly<Record<string, readonly Report[]>> = {
  mcp: mcpReports(service.url),
  rest: restReports(service.url),
  programs: programReports(network, service.url),
  files: fileReports(network),
  brokers: brokerReports(network),
};
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(groups);
if (wanted.includes('programs')) await install(['mcp1', 'proxy']);
let [number, failed] = [0, 0];
for (const [group, reports] of Object.entries(groups))
  for (const [what, look] of reports) {
    number++;
    if (!wanted.includes(group)) continue;
    const [holds, seen]: Outcome = await look().catch((error: unknown) => [false, String(error)] as const);
    if (!holds) failed++;
    const details = seen.replaceAll('\n', ' ').slice(0, 800);
    console.log(`${String(number).padStart(2, '0')} ${what}: ${holds ? 'holds' : 'FAILS'} (${details})`);
  }
await service.stop();
await network.stop();
console.log(failed === 0 ? 'every report holds' : `${failed} fail`);
process.exit(failed === 0 ? 0 : 1);
