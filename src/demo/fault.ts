/** Faults of a router, of its network or of another program at its address. */
import {
  failure,
  html,
  jsonReply,
  missingMenu,
  notAllowed,
  type Reply,
  sessionClosed,
  loginRefused,
} from './reply.ts';
import { missingElement } from './menu.ts';
import { encodeTable, isList, type RouterRow, type RouterTable } from './row.ts';

/** Name and effect of each fault. */
const FAULTS = {
  /** The command runs until the time limit without an answer, and the user's queue waits. */
  hang: 'command',
  /** Answers after `delayMs`. */
  slow: 'command',
  /** TCP reset on each request. */
  reset: 'connection',
  /** Orderly close without an answer, as outside the service's `address`. */
  close: 'connection',
  /** The port is closed until the fault is cleared. For a single menu: a reset. */
  refuse: 'connection',
  /** 200 with a log-in page. */
  html: 'arrival',
  /** 403 with a page (`rest-plain=no`). */
  'html-403': 'arrival',
  unauthorized: 'arrival',
  /** 500 "(9)": the group lacks `api` or `read`. */
  'not-allowed-9': 'execution',
  'status-500': 'execution',
  /** 400, as after a command that was cut. */
  'session-closed': 'execution',
  'menu-missing': 'execution',
  /** In the words of releases before 2024. */
  'menu-missing-406': 'execution',
  /** Content-Length of the whole body, half of it, then the connection closes. */
  truncated: 'body',
  /** 200 application/json, but not JSON. */
  'bad-json': 'body',
  /** 200 with an empty body. */
  'empty-body': 'body',
  /** An object for a list, an array for a singleton. */
  'wrong-shape': 'table',
  /** The first element of the list (or the singleton) is null. */
  'null-rows': 'table',
  /** Only the first half of the rows, as after a boot. */
  partial: 'table',
  /** `[]` for every list. */
  empty: 'table',
  /** Bytes 0x87 and 0xb2, which are not UTF-8, in a string of every row. */
  'non-utf8': 'table',
  /** A raw 0x01 in a string of every row. */
  'control-characters': 'table',
  /** More than 8 MiB. */
  huge: 'table',
  /** Rows without `mac-address` among the others. */
  'metadata-rows': 'table',
} as const;

export type FaultName = keyof typeof FAULTS;
export const faults = Object.keys(FAULTS) as FaultName[];
export type Fault = FaultName | { name: FaultName /** Of `slow`; default 1000. */; delayMs?: number };
export type FaultStage = (typeof FAULTS)[FaultName];

export function faultName(fault: Fault): FaultName {
  return typeof fault === 'string' ? fault : fault.name;
}

export function delayOf(fault: Fault): number {
  return (typeof fault === 'string' ? undefined : fault.delayMs) ?? 1000;
}

export function stageOf(fault: Fault): FaultStage {
  return FAULTS[faultName(fault)];
}

/** Applies the fault to an answer. */
export function spoil(fault: Fault, menu: string, reply: Reply): Reply {
  const name = faultName(fault);
  if (stageOf(fault) === 'table') {
    return reply.table === undefined ? reply : { ...reply, body: spoilTable(name, reply.table) };
  }
  switch (name) {
    case 'html':
      return html(200, 'RouterOS');
    case 'html-403':
      return html(403, 'Error 403: Forbidden');
    case 'unauthorized':
      return loginRefused();
    case 'not-allowed-9':
      return notAllowed();
    case 'status-500':
      return failure(500, 'std failure: timeout (13)');
    case 'session-closed':
      return sessionClosed();
    case 'menu-missing':
      return missingMenu(missingElement(menu));
    case 'menu-missing-406':
      return missingMenu(missingElement(menu), 406);
    case 'truncated':
      return { ...reply, truncated: true };
    case 'bad-json':
      return jsonReply(200, `${reply.body.toString('latin1').slice(0, -1)},}`);
    case 'empty-body':
      return jsonReply(200, '');
    default:
      return reply;
  }
}

const HUGE = 8 * 1024 * 1024 + 1;

function spoilTable(name: FaultName, table: RouterTable): Buffer {
  const rows = isList(table) ? table : null;
  const each = (change: (row: RouterRow) => RouterRow) =>
    encodeTable(rows === null ? change(table as RouterRow) : rows.map(change));
  const list = (changed: readonly (RouterRow | null)[]) => encodeTable(rows === null ? table : changed);
  switch (name) {
    case 'wrong-shape':
      return rows === null ? encodeTable([table as RouterRow]) : encodeTable(rows[0] ?? {});
    case 'null-rows':
      return rows === null ? Buffer.from('null') : encodeTable([null, ...rows]);
    case 'partial':
      return list((rows ?? []).slice(0, Math.floor((rows ?? []).length / 2)));
    case 'empty':
      return list([]);
    case 'non-utf8':
      return each((row) => ({ ...row, comment: Buffer.from('Caf\x87 m\xb2', 'latin1') }));
    case 'control-characters':
      return Buffer.from(
        each((row) => ({ ...row, comment: 'bell\x01ringer' }))
          .toString('latin1')
          .replaceAll('\\u0001', '\x01'),
        'latin1',
      );
    case 'metadata-rows':
      return list([METADATA, ...(rows ?? []), METADATA]);
    default:
      return huge(rows, table);
  }
}

// Some builds put an Ethernet port into registration tables.
const METADATA: RouterRow = {
  '.id': '*1',
  interface: 'ether1',
  name: 'ether1',
  running: 'true',
  type: 'ether',
};

function huge(rows: readonly RouterRow[] | null, table: RouterTable): Buffer {
  if (rows === null) return encodeTable({ ...(table as RouterRow), comment: 'x'.repeat(HUGE) });
  const filled = rows.length === 0 ? [METADATA] : rows;
  // repeats the first row, encoded once
  const again = Buffer.concat([Buffer.from(','), encodeTable(filled[0]!)]);
  const copies = Buffer.alloc(Math.ceil(HUGE / again.length) * again.length, again);
  return Buffer.concat([encodeTable(filled).subarray(0, -1), copies, Buffer.from(']')]);
}
