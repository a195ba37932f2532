/** What a router does that gives no data, by the kind of its failure: who must act differs. */
import type { RouterRecord } from '../../record/network.ts';
import type { Warning } from '../../record/snapshot.ts';

type Kind = Warning['kind'];

interface Words {
  /** "Router hap …" for some time. */
  since: string;
  /** In a badge. */
  now: string;
}

const WORDS: Record<Kind, Words> = {
  unreachable: { since: 'has not answered', now: 'does not answer' },
  timeout: { since: 'has not answered', now: 'does not answer' },
  unauthorized: { since: 'has refused the log-in', now: 'refuses the log-in' },
  untrusted_certificate: {
    since: 'has shown a certificate that is not trusted',
    now: 'certificate not trusted',
  },
  bad_reply: { since: 'has answered with something that is not RouterOS data', now: 'no RouterOS data' },
  router_error: { since: 'has answered with errors', now: 'answers with errors' },
};

/** `kind` is null where no failure says why. */
export function toRouterWords(kind: Kind | null): Words {
  return WORDS[kind ?? 'unreachable'];
}

/** No router of the network gives data, so that nothing shown is new. */
export function areAllSilent(routers: readonly Pick<RouterRecord, 'reachable'>[]): boolean {
  return routers.length > 0 && routers.every(({ reachable }) => !reachable);
}
