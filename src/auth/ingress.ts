/**
 * Home Assistant's ingress has let its user in already: a request that the Supervisor itself passes on needs no key. The remote end of the
 * connection decides, not what a header says; a key that is sent is checked as ever.
 */
import type { AccessKey, Right } from './access-key.ts';
import { createAddressList } from './address-list.ts';
import type { Authenticator } from './authenticator.ts';
import { createAddressOf } from './client-address.ts';

export function admitIngress(
  authenticator: Authenticator,
  supervisor: string,
  may: readonly Right[],
): Authenticator {
  const key: AccessKey = { name: 'ingress', plain: null, digest: '', may };
  const isSupervisor = createAddressList([supervisor]);
  const plainOf = createAddressOf([]);
  return {
    ...authenticator,
    authenticate: (credentials) => {
      const result = authenticator.authenticate(credentials);
      const { remote, ingressPath } = credentials;
      const isIngress = ingressPath !== undefined && isSupervisor(plainOf(remote, null));
      return result.status === 'missing' && isIngress ? { status: 'valid', key } : result;
    },
  };
}
