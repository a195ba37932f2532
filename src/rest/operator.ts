/** The routes of the operator: they change what this service keeps, never a router. Each act is one line of the log. */
import { admit, type Admission } from '../http/admission.ts';
import { unkept } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { HttpLog, HttpResult, Respond } from '../http/handler.ts';
import { badParameters } from '../http/problem.ts';
import { pathOf, queryOf } from '../http/target.ts';
import { getDevice } from '../question/get-device.ts';
import { isRefusal } from '../question/refusal.ts';
import { type DeletionRecord, nameBodySchema, restoreBodySchema } from '../record/deletion.ts';
import type { Device } from '../record/device.ts';
import { parseGivenName } from '../record/given-name.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { readJson } from './json-body.ts';
import { NoQuery, parseQuery, parseRequest } from './query.ts';
import {
  forbidden,
  homeAssistantIsOff,
  namedByFile,
  noSnapshot,
  operatorIsOff,
  toProblem,
} from './refusal.ts';
import { nameRoute } from './route-operator.ts';

/** What an operator may do. */
export interface OperatorActs {
  /** Gives a device a name of the service's own; null takes it back. Resolves when the snapshot has it. */
  name: (deviceId: string, name: string | null) => Promise<void>;
  /** Null without a broker. */
  homeassistant: {
    deletions: () => readonly DeletionRecord[];
    restore: (deletionIds: readonly string[]) => void;
  } | null;
}

export interface OperatorOptions {
  /** Null where nothing can be changed. These routes are 404 then, and while no key may approve. */
  acts: OperatorActs | null;
  admission: Admission;
  snapshot: SnapshotHolder;
  log: HttpLog;
}

type Act = (acts: OperatorActs, request: HttpRequest) => HttpResult | Promise<HttpResult>;

/** A responder per route. */
export function createOperatorResponders({ acts, admission, snapshot, log }: OperatorOptions) {
  /** `name`: that of the act in the log. */
  const guarded =
    (name: string, act: Act): Respond =>
    async (request) => {
      if (acts === null || !admission.grants('approve')) return operatorIsOff;
      const key = admit(admission, request);
      if ('detail' in key) return key;
      const result = key.may.includes('approve') ? await act(acts, request) : forbidden(key.may);
      const outcome = 'detail' in result ? `${result.status} ${result.detail}` : 'done';
      const target = pathOf(request.url).slice(0, 256);
      log.info(
        { act: name, target, key: key.name ?? 'unnamed', outcome, correlation_id: request.correlationId },
        'operator act',
      );
      return result;
    };

  const name: Act = async (own, request) => {
    const parsed = parseRequest({ input: getDevice.input, path: nameRoute.path }, request.url);
    if ('detail' in parsed) return parsed;
    const body = await readJson(request, nameBodySchema);
    if ('detail' in body) return body;
    const given = parseGivenName(body.value.name);
    if (given === undefined)
      return badParameters([
        { parameter: 'name', message: 'must have 1 to 64 visible characters, or be null' },
      ]);
    const current = snapshot.current();
    if (current === null) return noSnapshot;
    const found = getDevice.answer(current, getDevice.input.parse(parsed.value));
    if (isRefusal(found)) return toProblem(found);
    const { device_id, name_source } = found as Device;
    if (name_source === 'configured' && given !== null) return namedByFile;
    await own.name(device_id, given);
    return unkept(snapshot.current()!.devices.get(device_id)!);
  };

  const deletions: Act = ({ homeassistant }, { url }) => {
    if (homeassistant === null) return homeAssistantIsOff;
    const parsed = parseQuery(NoQuery, queryOf(url));
    return 'detail' in parsed ? parsed : unkept({ deletions: homeassistant.deletions() });
  };

  const restore: Act = async ({ homeassistant }, request) => {
    if (homeassistant === null) return homeAssistantIsOff;
    const parsed = parseQuery(NoQuery, queryOf(request.url));
    if ('detail' in parsed) return parsed;
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
    return unkept({ restored, deletions: homeassistant.deletions() });
  };

  return {
    name: guarded('name device', name),
    deletions: guarded('list deletions', deletions),
    restore: guarded('restore', restore),
  };
}
