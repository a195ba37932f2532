/** The variables of OAuth for `/mcp`. */
import type { Variable } from '../setting.ts';
import { audience } from '../text.ts';
import { issuerUrl } from '../url.ts';

export const oauthVariables = {
  OAUTH_ISSUER: {
    parse: issuerUrl,
    field: 'oauthIssuer',
    live: 'restart',
    example: 'https://auth.example.org/realms/home',
    meaning:
      'Issuer of OAuth tokens, as its metadata names it. `/mcp` then takes its tokens beside `MCP_API_KEY`; see docs/mcp/oauth.md.',
  },
  OAUTH_AUDIENCE: {
    parse: audience,
    field: 'oauthAudience',
    live: 'restart',
    example: 'https://presence.example.org/mcp',
    meaning: 'Audience that the tokens must have; unset: `PUBLIC_URL` with `/mcp` after it.',
  },
} satisfies Record<string, Variable<unknown>>;
