/** OAuth for /mcp: the check of tokens, and what clients are told. */
import { createIssuer } from '../auth/issuer.ts';
import { type CheckToken, createTokenCheck, scopes } from '../auth/oauth.ts';
import type { Config } from '../config/config.ts';
import { oauthOf } from '../config/oauth.ts';
import type { OAuthWords } from '../http/admission.ts';
import type { ProtectedResource } from '../rest/oauth.ts';
import type { Log } from '../telemetry/log.ts';

export interface OAuth extends OAuthWords, ProtectedResource {
  check: CheckToken;
}

/** Null without OAUTH_ISSUER. The keys of the issuer are read at once, so that they are there when it goes down. */
export function startOAuth(config: Config, log: Pick<Log, 'info' | 'warn'>): OAuth | null {
  const oauth = oauthOf(config);
  if (oauth === null) return null;
  const { issuerUrl, audience, resource, metadataUrl } = oauth;
  const issuer = createIssuer({
    url: issuerUrl,
    onOutcome: (problem) => {
      if (problem === null) return log.info({ issuer: issuerUrl }, 'oauth issuer read');
      const remedy =
        'Known keys hold for a day; other tokens are refused. Check OAUTH_ISSUER and its server.';
      log.warn({ issuer: issuerUrl, problem, remedy }, 'oauth issuer not read');
    },
  });
  void issuer.keys();
  return {
    check: createTokenCheck({ issuer, issuerUrl, audience }),
    issuerUrl,
    resource,
    metadataUrl,
    scopes: Object.keys(scopes),
    firstScopes: config.routerQueries ? ['presence:read', 'presence:query'] : ['presence:read'],
  };
}
