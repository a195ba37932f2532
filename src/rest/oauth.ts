/** Answers to clients that look for OAuth, most of them after a 401: they show the text of this answer and not that of the 401. */
import { unkept } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { HttpResult } from '../http/handler.ts';
import type { Problem } from '../http/problem.ts';

/** Metadata at any depth, before and after the path of a resource, and the endpoints that clients assume without metadata. */
const OAUTH_PATH =
  /(?:^|\/)\.well-known\/(?:oauth-[^/]+|openid-configuration)(?:\/|$)|^(?:\/mcp)?\/(?:register|authorize|token)$/;
/** That of /mcp, and of the service as a whole for clients that do not add the path. */
const RESOURCE_PATH = /(?:^|\/)\.well-known\/oauth-protected-resource(?:\/|$)/;

export function isOAuthPath(path: string): boolean {
  return OAUTH_PATH.test(path);
}

/** What clients need to know to get a token for /mcp. */
export interface ProtectedResource {
  /** The URL of /mcp. */
  resource: string;
  issuerUrl: string;
  scopes: readonly string[];
}

/** For a path of OAuth. `oauth`: null when no issuer is configured. */
export function answerOAuth({ method, path }: HttpRequest, oauth: ProtectedResource | null): HttpResult {
  if (oauth === null) return noOAuth;
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && RESOURCE_PATH.test(path) ? metadataOf(oauth) : oauthIsElsewhere(oauth.issuerUrl);
}

/** RFC 9728 §2. It is public, so a page of any origin may read it. */
function metadataOf({ resource, issuerUrl, scopes }: ProtectedResource): HttpResult {
  const reply = unkept({
    resource,
    authorization_servers: [issuerUrl],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
    resource_name: 'mikrotik-presence',
  });
  reply.headers['Access-Control-Allow-Origin'] = '*';
  return reply;
}

function oauthIsElsewhere(issuerUrl: string): Problem {
  return refusal(
    `This service issues no tokens. ${issuerUrl} does, as /.well-known/oauth-protected-resource says.`,
  );
}

export const noOAuth = refusal(
  'There is no OAuth here. /mcp wants MCP_API_KEY as "Authorization: Bearer <key>" or "X-API-Key: <key>"; the key sent is missing or wrong.',
);

/** Clients read `error` and `error_description` (RFC 6749 §5.2). */
function refusal(detail: string): Problem {
  return { status: 404, detail, extra: { error: 'access_denied', error_description: detail } };
}
