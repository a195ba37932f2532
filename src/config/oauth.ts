/** OAuth for /mcp: what follows from the variables, and the rules between them. */
import type { Config } from './config.ts';
import type { Note } from './problem.ts';
import type { Values } from './variable.ts';

export interface OAuthConfig {
  issuerUrl: string;
  audience: string;
  /** The URL of /mcp, as clients know it. */
  resource: string;
  /** Where clients find the issuer: the protected-resource metadata (RFC 9728). */
  metadataUrl: string;
}

/** Null without OAUTH_ISSUER. */
export function oauthOf({
  publicUrl,
  oauthIssuer,
  oauthAudience,
}: Pick<Config, 'publicUrl' | 'oauthIssuer' | 'oauthAudience'>): OAuthConfig | null {
  const base = publicUrl ?? baseIn(oauthAudience);
  if (oauthIssuer === null || base === null) return null;
  const resource = `${base}/mcp`;
  return {
    issuerUrl: oauthIssuer,
    audience: oauthAudience ?? resource,
    resource,
    metadataUrl: `${base}/.well-known/oauth-protected-resource/mcp`,
  };
}

/** The address of the service in the URL of its /mcp; null for an audience of another form. */
function baseIn(audience: string | null): string | null {
  return audience === null ? null : (/^(https?:\/\/[^\s?#]+)\/mcp$/.exec(audience)?.[1] ?? null);
}

/** A refused value breaks no further rule. */
export function noteOAuthRules(values: Values, note: Note, warn: Note): void {
  const { OAUTH_ISSUER: issuer, OAUTH_AUDIENCE: audience, PUBLIC_URL: publicUrl } = values;
  if (issuer == null) return;
  if (publicUrl === null && audience !== undefined && baseIn(audience) === null)
    note(
      audience === null ? 'OAUTH_AUDIENCE' : 'PUBLIC_URL',
      `Clients must know the URL of /mcp. Set PUBLIC_URL${audience === null ? ', or write that URL here' : ' to the address of this service'}.`,
    );
  const { protocol, hostname } = new URL(issuer);
  if (protocol === 'http:' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
    warn(
      'OAUTH_ISSUER',
      'Whoever can change what the network carries can make tokens for /mcp. Use an issuer with https.',
    );
}
