/** The routes of the operator: they change what this service keeps, never a router. Each act is one line of the log. */
import type { Right } from '../auth/access-key.ts';
import { type DeletionRecord, nameBodySchema, restoreBodySchema } from '../record/deletion.ts';
import { find } from '../record/find.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { parseGivenName } from '../record/given-name.ts';
import { type Admission, tooOften } from '../http/admission.ts';
import { toJson } from '../http/body.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { HttpLog, HttpResult, Respond } from '../http/handler.ts';
import { badParameters } from '../http/problem.ts';
import { decode, objectionTo, pathOf } from '../http/target.ts';
import { readJson } from './json-body.ts';
import {
  ambiguousDevice,
  forbidden,
  homeAssistantIsOff,
  namedByFile,
  noDevice,
  noSnapshot,
  operatorIsOff,
} from './refusal.ts';

/** What an operator may do. */
export interface OperatorActs {
  /** Gives a device a name of the service's own; null takes it back. */
  name: (deviceId: string, name: string | null) => void;
  /** Null without a broker. */
  homeassistant: {
    deletions: () => readonly DeletionRecord[];
    restore: (deletionIds: readonly string[]) => void;
  } | null;
}

export interface OperatorOptions {
  /** Null without OPERATOR_KEY: then these routes are 404. */
  acts: OperatorActs | null;
  admission: Admission;
  snapshot: SnapshotHolder;
  log: HttpLog;
}

/** Of a key that names none. */
const READS: readonly Right[] = ['read'];

/** A responder per route. */
export function createOperatorResponders({ acts, admission, snapshot, log }: OperatorOptions) {
  /** `act`: its name in the log. */
  const guarded =
    (
      act: string,
      perform: (acts: OperatorActs, request: HttpRequest) => HttpResult | Promise<HttpResult>,
    ): Respond =>
    async (request) => {
      if (acts === null) return operatorIsOff;
      const key = admission.keyOf(request);
      if (key === null) return admission.missing;
      if ('detail' in key) return key;
      const waitMs = admission.consume(key);
      if (waitMs > 0) return tooOften(waitMs);
      const may = key.may ?? READS;
      const result = may.includes('approve') ? await perform(acts, request) : forbidden(may);
      const outcome = 'detail' in result ? `${result.status} ${result.detail}` : 'done';
      const target = pathOf(request.url).slice(0, 256);
      log.info(
        { act, target, key: request.keyName ?? 'unnamed', outcome, correlation_id: request.correlationId },
        'operator act',
      );
      return result;
    };

  const name = async (own: OperatorActs, request: HttpRequest): Promise<HttpResult> => {
    const body = await readJson(request, nameBodySchema);
    if ('detail' in body) return body;
    const given = parseGivenName(body.value.name);
    if (given === undefined)
      return badParameters([
        { parameter: 'name', message: 'must have 1 to 64 visible characters, or be null' },
      ]);
    const current = snapshot.current();
    if (current === null) return noSnapshot;
    const wanted = decode(pathOf(request.url).split('/').at(-2)!);
    const objection = objectionTo(wanted);
    if (objection !== null) return badParameters([{ parameter: 'device_id', message: objection }]);
    const found = find(current, wanted!);
    if (found.status === 'not_found') return noDevice;
    if (found.status === 'ambiguous') return ambiguousDevice(found.candidates);
    const { device_id, name_source } = found.device;
    if (name_source === 'configured' && given !== null) return namedByFile;
    own.name(device_id, given);
    return reply(snapshot.current()!.devices.get(device_id)!);
  };

  const restore = async (own: OperatorActs, request: HttpRequest): Promise<HttpResult> => {
    const { homeassistant } = own;
    if (homeassistant === null) return homeAssistantIsOff;
    const body = await readJson(request, restoreBodySchema, {});
    if ('detail' in body) return body;
    const before = homeassistant.deletions();
    const all = before.map(({ deletion_id }) => deletion_id);
    const wanted = body.value.deletion_ids ?? all;
    const unknown = wanted.filter((id) => !all.includes(id));
    if (unknown.length > 0)
      return badParameters([{ parameter: 'deletion_ids', message: `has no deletion ${unknown[0]}` }]);
    homeassistant.restore(wanted);
    const restored = before.filter(({ deletion_id }) => wanted.includes(deletion_id));
    return reply({ restored, deletions: homeassistant.deletions() });
  };

  return {
    name: guarded('name device', name),
    deletions: guarded('list deletions', ({ homeassistant }) =>
      homeassistant === null ? homeAssistantIsOff : reply({ deletions: homeassistant.deletions() }),
    ),
    restore: guarded('restore', restore),
  };
}

function reply(record: object): HttpReply {
  const { bytes, type } = toJson(record);
  return {
    status: 200,
    headers: { 'Content-Type': type, 'Content-Length': String(bytes.length), 'Cache-Control': 'no-store' },
    body: bytes,
  };
}
