/** Answers to clients that look for OAuth after a 401: they show the text of this answer and not that of the 401. */
import type { Problem } from '../http/problem.ts';

/** Metadata at any depth, before and after the path of a resource, and the endpoints that clients assume without metadata. */
const OAUTH_PATH =
  /(?:^|\/)\.well-known\/(?:oauth-[^/]+|openid-configuration)(?:\/|$)|^(?:\/mcp)?\/(?:register|authorize|token)$/;

export function isOAuthPath(path: string): boolean {
  return OAUTH_PATH.test(path);
}

const detail =
  'There is no OAuth here. /mcp wants MCP_API_KEY as "Authorization: Bearer <key>" or "X-API-Key: <key>"; the key sent is missing or wrong.';

/** Clients read `error` and `error_description` (RFC 6749 §5.2). */
export const noOAuth: Problem = {
  status: 404,
  detail,
  extra: { error: 'access_denied', error_description: detail },
};
