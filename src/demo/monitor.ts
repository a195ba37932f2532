/** The `monitor` command of the wifi menus: the present state of each interface's radio. */
import { failure, jsonReply, type Reply } from './reply.ts';
import { is5GHz, usualPowerDbm } from './on-air.ts';
import { encodeTable, findRow, isList, type RouterRow, type RouterTable, textOf } from './row.ts';

type Body = Readonly<Record<string, unknown>>;

/** `once` whatever its value; `"duration": "3s"`; neither: it runs until it is cut. */
export function monitorMs(body: Body): number {
  if ('once' in body) return 0;
  const seconds = /^(\d+)s$/.exec(String(body['duration']))?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}

/** `{"numbers": "wifi1", "once": ""}`: one element per interface; with a duration one per second, numbered. */
export function monitor(menu: string, body: Body, table: (menu: string) => RouterTable): Reply {
  const numbers = body['numbers'] ?? body['.id'];
  const wanted = typeof numbers === 'string' ? numbers.split(',') : [];
  const interfaces = wanted.map((key) => findRow(table(menu), key));
  const states = interfaces
    .filter((row) => row !== null)
    .map((row) => state(row, table(`${menu}/registration-table`)));
  if (states.length < interfaces.length) return failure(404);
  const seconds = monitorMs(body) / 1000;
  if (seconds === 0) return jsonReply(200, encodeTable(states));
  const sections = Array.from({ length: seconds }, (_, second) => ({
    ...states[0],
    '.section': String(second),
  }));
  return jsonReply(200, encodeTable(sections));
}

function state(row: RouterRow, registrations: RouterTable): RouterRow {
  const name = textOf(row['name'] ?? '');
  const peers = isList(registrations) ? registrations.filter((peer) => peer['interface'] === name).length : 0;
  // a radio that is off tells no channel
  if (row['disabled'] === 'true') return { state: 'disabled' };
  const frequency = textOf(row['channel.frequency'] ?? row['frequency'] ?? '').split(',')[0]!;
  return {
    'authorized-peers': String(peers),
    channel: /^\d{4}$/.test(frequency) ? `${frequency}/ax` : is5GHz(name) ? '5500/ax/Ceee/D' : '2437/ax',
    'registered-peers': String(peers),
    state: 'running',
    'tx-power': textOf(row['configuration.tx-power'] ?? row['tx-power'] ?? String(usualPowerDbm(name))),
  };
}
