/** The answer to one command that reads, from the router's tables at that moment: no network, no clock, no queue. */
import { failure, jsonReply, missingMenu, notPermitted, type Reply } from './reply.ts';
import { memoized } from './memoized.ts';
import { monitor } from './monitor.ts';
import { tryNetwork } from './reach.ts';
import { type Selection, selectRows, selectByBody, selectByQuery } from './print.ts';
import { encodeTable, findRow, isList, type RouterRow, type RouterTable } from './row.ts';
import type { Target } from './target.ts';

export interface CommandRequest {
  method: string;
  target: Target;
  query: string;
  /** Parsed body of a POST. */
  body: Readonly<Record<string, unknown>>;
  policies: ReadonlySet<string>;
}

export interface CommandContext {
  table: (menu: string) => RouterTable;
  missingStatus: 400 | 406;
}

export function execute(request: CommandRequest, { table, missingStatus }: CommandContext): Reply {
  const { method, target } = request;
  if (target.kind === 'missing') return missingMenu(target.element, missingStatus);
  if (method === 'POST') return post(request, table);
  if (target.kind === 'command' || target.kind === 'directory') return failure(400, 'no such command');
  const secrets = request.policies.has('sensitive');
  if (method === 'GET') {
    const selection = selectByQuery(request.query);
    if (target.kind === 'menu') return print(target.menu, table(target.menu), selection, secrets);
    const row = findRow(table(target.menu), target.key);
    return row === null ? failure(404) : print(target.menu, row, selection, secrets);
  }
  return failure(400, 'missing or invalid resource identifier');
}

function post({ target, body, policies }: CommandRequest, table: CommandContext['table']): Reply {
  if (target.kind !== 'command') return failure(400, 'no such command');
  if (target.command === 'print') {
    const selection = selectByBody(body);
    const rows = table(target.menu);
    if ('count-only' in body && isList(rows)) {
      return jsonReply(200, `{"ret":"${rows.filter(selection.matches).length}"}`);
    }
    return print(target.menu, rows, selection, policies.has('sensitive'));
  }
  if (['ping', 'traceroute', 'resolve'].includes(target.command))
    return policies.has('test') || target.command === 'resolve'
      ? tryNetwork(target.command, body, table)
      : notPermitted();
  // Every other command needs the policy `test`; those that change something are in rest-write.ts.
  if (target.command !== 'monitor') return notPermitted();
  return monitor(target.menu, body, table);
}

// Encoded bodies of frozen tables, by selection.
const encoded = new WeakMap<RouterTable, Map<string, { table: RouterTable; body: Buffer }>>();

function print(menu: string, table: RouterTable, selection: Selection, secrets: boolean): Reply {
  const key = `${selection.key}\n${secrets}`;
  const cache = Object.isFrozen(table) ? (encoded.get(table) ?? new Map()) : null;
  const known = cache?.get(key);
  if (known !== undefined) return { ...jsonReply(200, known.body), table: known.table };
  const selected = selectRows(menu, secrets ? table : mask(table), selection);
  const made = { table: selected, body: encodeTable(selected) };
  if (cache !== null) encoded.set(table, cache.set(key, made));
  return { ...jsonReply(200, made.body), table: selected };
}

const SECRET = /passphrase|password|private-key|pre-shared-key|wpa2?-key|secret/;
/** By the name of a property: routers have few names and many rows. */
const isSecret = memoized((name) => SECRET.test(name));

/** Without the policy `sensitive` a secret shows as asterisks. */
function mask(table: RouterTable): RouterTable {
  if (isList(table)) return table.map((row) => mask(row) as RouterRow);
  const secrets = Object.keys(table).filter((name) => isSecret(name) && table[name]!.length > 0);
  if (secrets.length === 0) return table;
  return { ...table, ...Object.fromEntries(secrets.map((name) => [name, '*****'])) };
}
