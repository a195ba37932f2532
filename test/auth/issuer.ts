/** An OAuth issuer on a port of this machine: metadata, keys that rotate, and tokens of every kind, good and bad. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export const AUDIENCE = 'http://127.0.0.1:8490/mcp';

export interface TestIssuer {
  url: string;
  /** The paths asked for. */
  asked: string[];
  /** The public keys that it shows. */
  shown: () => JWK[];
  /** Makes a new key, and shows only that one. */
  rotate: (alg?: string) => Promise<void>;
  /** A token of a subject who may read, with other claims and header fields. An undefined claim is left out. */
  token: (
    claims?: { [K in keyof JWTPayload]: JWTPayload[K] | undefined },
    header?: { kid?: string | undefined; typ?: string },
  ) => Promise<string>;
  down: () => Promise<void>;
  /** At the same address. */
  up: () => Promise<void>;
}

export interface TestIssuerOptions {
  /** Whose metadata it serves; default: of OpenID Connect. */
  metadata?: 'openid-configuration' | 'oauth-authorization-server';
  path?: string;
  /** The issuer that the metadata name; default: its own address. */
  names?: string;
}

export async function startIssuer({
  metadata = 'openid-configuration',
  path = '',
  names,
}: TestIssuerOptions = {}): Promise<TestIssuer> {
  const asked: string[] = [];
  let keys: JWK[] = [];
  let current: { alg: string; kid: string; privateKey: CryptoKey };
  let count = 0;
  let port = 0;
  let server: Server;

  async function rotate(alg = 'RS256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    const kid = `key-${++count}`;
    keys = [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }];
    current = { alg, kid, privateKey };
  }

  async function up(): Promise<void> {
    server = createServer((request, response) => {
      asked.push(request.url!);
      const url = `http://127.0.0.1:${port}${path}`;
      const known: Record<string, object> = {
        [metadata === 'openid-configuration'
          ? `${path}/.well-known/${metadata}`
          : `/.well-known/${metadata}${path}`]: { issuer: names ?? url, jwks_uri: `${url}/keys` },
        [`${path}/keys`]: { keys },
      };
      const body = known[request.url!];
      response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  }

  async function down(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  await rotate();
  await up();
  const url = `http://127.0.0.1:${port}${path}`;
  return {
    url,
    asked,
    shown: () => keys,
    rotate,
    token: async (claims = {}, header = {}) => {
      const { alg, kid, privateKey } = current;
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: url, aud: AUDIENCE, sub: 'anna', scope: 'presence:read', exp: now + 300, ...claims };
      return new SignJWT(all as JWTPayload)
        .setProtectedHeader({ alg, kid, ...header } as { alg: string })
        .sign(privateKey);
    },
    down,
    up,
  };
}
