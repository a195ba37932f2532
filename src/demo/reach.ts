/** The commands that try the network: `ping`, `traceroute`, `resolve`. */
import { failure, jsonReply, type Reply } from './reply.ts';
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';

type Body = Readonly<Record<string, unknown>>;
type Table = (menu: string) => RouterTable;

/** Addresses for documentation: nobody is there. */
const NOWHERE = /^(?:192\.0\.2|198\.51\.100)\./;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$|:/;
const GATEWAY = '203.0.113.1';

export function tryNetwork(command: string, body: Body, table: Table): Reply {
  const given = body['address'] ?? body['domain-name'];
  const asked = typeof given === 'string' ? given : '';
  const address = ADDRESS.test(asked) ? asked : addressOf(asked, table);
  if (address === null) return failure(400, 'failure: resolve failed');
  if (command === 'resolve') return jsonReply(200, JSON.stringify({ ret: address }));
  return jsonReply(
    200,
    JSON.stringify(command === 'ping' ? ping(address, body, table) : trace(address, table)),
  );
}

function addressOf(name: string, table: Table): string | null {
  if (/\.?invalid$/.test(name)) return null;
  const rows = table('ip/dns/static');
  const found = isList(rows) ? rows.find((row) => textOf(row['name'] ?? '') === name) : undefined;
  return found?.['address'] === undefined ? '203.0.113.80' : textOf(found['address']);
}

function isHere(address: string, table: Table): boolean {
  const rows = table('ip/arp');
  return isList(rows) && rows.some((row) => row['address'] === address);
}

function answers(address: string, table: Table): boolean {
  return !NOWHERE.test(address) && (isHere(address, table) || !address.startsWith('192.168.'));
}

function ping(host: string, body: Body, table: Table): RouterRow[] {
  const isThere = answers(host, table);
  const time = isHere(host, table) ? '1ms245us' : '12ms870us';
  return Array.from({ length: Number(body['count'] ?? 1) }, (_, index) => ({
    seq: String(index),
    host,
    sent: String(index + 1),
    received: isThere ? String(index + 1) : '0',
    'packet-loss': isThere ? '0' : '100',
    ...(isThere
      ? { size: '56', ttl: '64', time, 'min-rtt': time, 'avg-rtt': time, 'max-rtt': time }
      : { status: 'timeout' }),
  }));
}

function trace(address: string, table: Table): RouterRow[] {
  const hop = (host: string, last: string) => ({
    address: host,
    loss: host === '' ? '100' : '0',
    sent: '1',
    last,
    status: '',
  });
  if (isHere(address, table)) return [hop(address, '1.2')];
  return [hop(GATEWAY, '4.2'), answers(address, table) ? hop(address, '12.9') : hop('', 'timeout')];
}
