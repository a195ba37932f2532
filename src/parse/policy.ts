/** What a router user may do: the policies of its group. */
import { raw, type Row } from './row.ts';

export interface UserPolicies {
  group: string;
  policies: readonly string[];
}

/** From the rows of `user` and `user/group`; null where they do not say. */
export function policiesOf(
  username: string,
  users: readonly Row[],
  groups: readonly Row[],
): UserPolicies | null {
  const user = users.find((row) => raw(row, 'name') === username);
  const group = user === undefined ? null : raw(user, 'group');
  const row = groups.find((each) => group !== null && raw(each, 'name') === group);
  const policy = row === undefined ? null : raw(row, 'policy');
  if (group === null || policy === null) return null;
  return { group, policies: policy.split(',').filter((word) => !word.startsWith('!')) };
}
