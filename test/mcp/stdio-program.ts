/** `mikrotik-presence mcp` as the tests start it: on a house in which one tablet roams every second, or for a service elsewhere. */
import { startStdio } from '../../src/mcp/stdio.ts';
import { startStdioProxy } from '../../src/mcp/stdio-proxy.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { historyOf, journalOf } from './past.ts';
import { device, health, holderOf, snapshot } from './snapshot.ts';

const [url, apiKey] = process.argv.slice(2);
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const places = ['hall', 'garden'];
const holder = holderOf(snapshot());
let roams = 0;
const roaming = setInterval(
  () => holder.publish(snapshot([device({ access_point: places[++roams % places.length]! })])),
  1000,
);
const stdio =
  url === undefined
    ? startStdio({
        snapshot: holder,
        health,
        journal: journalOf(),
        history: historyOf(),
        version: '0.1.0',
        log,
        clock: systemClock,
      })
    : startStdioProxy({ url, apiKey: apiKey!, version: '0.1.0', log, clock: systemClock });
await stdio.closed;
clearInterval(roaming);
