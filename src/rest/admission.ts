/** Checks the key of a REST request. */
import type { Right } from '../auth/access-key.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { Problem } from '../http/problem.ts';
import { tooOften, unauthorized } from './refusal.ts';

/** Whether a request has a valid key or none; a problem if its key is refused. */
export type Admission = AdmittedKey | 'missing' | Problem;

/** A valid key. */
export interface AdmittedKey {
  may: readonly Right[];
}

const READS: readonly Right[] = ['read'];

/** Without an authenticator every key counts as missing. A valid key's name is noted in the request. */
export function createAdmission(authenticator: Authenticator | null): (request: HttpRequest) => Admission {
  return (request) => {
    const { authorization, 'x-api-key': apiKey } = request.headers;
    const result = authenticator?.authenticate({ authorization, apiKey, address: request.address });
    if (result === undefined || result.status === 'missing') return 'missing';
    if (result.status === 'invalid') return unauthorized(result);
    request.keyName = result.key.name;
    const waitMs = authenticator!.consume(result.key);
    return waitMs === 0 ? { may: result.key.may ?? READS } : tooOften(waitMs);
  };
}
