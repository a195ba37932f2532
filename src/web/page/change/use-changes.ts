/** Sends what the page asks about changes: the key that signs in proposes, the operator's key approves. */
import { useContext } from 'preact/hooks';
import type { ChangeRecord } from '../../../question/change.ts';
import { ApiError } from '../api.ts';
import { ApiContext } from '../use-record.ts';
import { OperatorKeyContext } from './operator-key-context.ts';

export interface Proposal {
  action: string;
  input: Readonly<Record<string, unknown>>;
  /** For whoever approves it. */
  reason?: string;
}

export interface ChangeRequests {
  propose: (proposal: Proposal) => Promise<ChangeRecord>;
  get: (id: string) => Promise<ChangeRecord>;
  /** Each rejects with ApiError; a refused operator's key is forgotten. */
  approve: (change: ChangeRecord, confirm: string | null) => Promise<ChangeRecord>;
  reject: (id: string) => Promise<ChangeRecord>;
  undo: (id: string) => Promise<ChangeRecord>;
}

export function useChangeRequests(): ChangeRequests {
  const api = useContext(ApiContext);
  const operatorKey = useContext(OperatorKeyContext);
  const signedIn = () => {
    const current = api();
    if (current === null) throw new ApiError(401, 'You are signed out');
    return current;
  };
  const asOperator = async (path: string, body?: object) => {
    try {
      return await signedIn().post<ChangeRecord>(path, body, operatorKey.current());
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) operatorKey.forget();
      throw error;
    }
  };
  const path = (id: string) => `changes/${encodeURIComponent(id)}`;
  return {
    propose: async (proposal) => signedIn().post<ChangeRecord>('changes', proposal, null),
    get: async (id) => signedIn().get<ChangeRecord>(path(id)),
    approve: (change, confirm) =>
      asOperator(`${path(change.change_id)}/approve`, {
        digest: change.plan!.digest,
        ...(confirm !== null && { confirm }),
      }),
    reject: (id) => asOperator(`${path(id)}/reject`),
    undo: (id) => asOperator(`${path(id)}/undo`),
  };
}
