/** Who is trusted, and that nobody else hears a single byte of HTTP. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificate } from '../../src/demo/certificate.ts';
import { startRouter } from '../../src/demo/router.ts';
import type { RouterOptions } from '../../src/routeros/connection.ts';
import { arp, closeAll, connect } from './far-end.ts';

const ARP = ['ip/arp', { shape: 'list', properties: null }, { timeoutMs: 5_000 }] as const;

const open: tls.Server[] = [];

afterEach(() => {
  closeAll();
  for (const server of open.splice(0)) server.close();
});

const ours = createCertificate('router', ['127.0.0.1', 'localhost']);
const elsewhere = createCertificate('elsewhere', ['192.0.2.1']);

/** CN=expired, 127.0.0.1, valid in January 2020. The key is good for nothing else. */
const expired = {
  certificatePem: `-----BEGIN CERTIFICATE-----
MIIBUzCB+aADAgECAgEBMAoGCCqGSM49BAMCMBIxEDAOBgNVBAMMB2V4cGlyZWQw
HhcNMjAwMTAxMDAwMDAwWhcNMjAwMjAxMDAwMDAwWjASMRAwDgYDVQQDDAdleHBp
cmVkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdVBM/hPPZpnnczXKhZjHCHlZ
jw9kZL13Z8TnbcVq0OZgNTp5/9tcp0vrYIt1ZGD3pkRoxoqaIThWk9C7xN3sA6NA
MD4wDwYDVR0RBAgwBocEfwAAATAMBgNVHRMEBTADAQH/MB0GA1UdDgQWBBTHxleV
11VUfGVmg2PQxurF+BvNIzAKBggqhkjOPQQDAgNJADBGAiEA+Otzo/9+Lj5tJS7J
X8xnA7bgudojnuGsvnjt0T2FA2QCIQCTwiyK8tSotOuRrvHvwcIME6G+Ay9evHEx
f8mdcAXbgg==
-----END CERTIFICATE-----
`,
  keyPem: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgediAMh6dw/pqNnbt
vQeNXQ05z5xmkbfrwSKMYnwp3a6hRANCAAR1UEz+E89mmedzNcqFmMcIeVmPD2Rk
vXdnxOdtxWrQ5mA1Onn/21ynS+tgi3VkYPemRGjGipohOFaT0LvE3ewD
-----END PRIVATE KEY-----
`,
  fingerprint:
    'B9:78:81:1B:36:21:93:95:11:33:C2:63:99:3F:02:78:F8:FD:74:F7:E3:21:74:86:25:D4:20:AD:53:85:5F:E2',
};

/** Takes every connection whose handshake succeeds, and keeps what arrives on it. */
async function listen({ keyPem, certificatePem }: { keyPem: string; certificatePem: string }) {
  const heard: Buffer[] = [];
  const names: (string | false | null)[] = [];
  let raw = 0;
  const left: Promise<void>[] = [];
  const server = tls.createServer({ key: keyPem, cert: certificatePem }, (socket) => {
    names.push((socket as tls.TLSSocket & { servername: string | false | null }).servername);
    socket.on('data', (bytes) => heard.push(bytes)).on('error', () => {});
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]'),
    );
  });
  server.on('connection', (socket: Socket) => {
    raw += 1;
    left.push(new Promise((resolve) => socket.once('close', () => resolve())));
  });
  server.on('tlsClientError', () => {});
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    names,
    connections: () => raw,
    /** All that was ever said to it, known once every connection is over. */
    async heard() {
      await Promise.all(left);
      return Buffer.concat(heard).toString('latin1');
    },
  };
}

async function readFrom(far: { url: string }, overrides: Partial<RouterOptions>) {
  const connection = connect({ url: far.url, password: 'open sesame' }, overrides);
  const read = await connection.read(...ARP);
  connection.close();
  return read;
}

describe('a certificate', () => {
  it('that is pinned is trusted, with colons or without, in either case', async () => {
    const far = await listen(ours);
    for (const tlsFingerprint of [
      ours.fingerprint,
      ours.fingerprint.toLowerCase(),
      ours.fingerprint.replaceAll(':', '').toLowerCase(),
    ]) {
      expect(await readFrom(far, { tlsFingerprint })).toEqual({ status: 'complete', rows: [] });
    }
    expect(await far.heard()).toContain('authorization: Basic ');
  });

  it('that is pinned need not name the host, nor be valid today', async () => {
    expect(await readFrom(await listen(elsewhere), { tlsFingerprint: elsewhere.fingerprint })).toMatchObject({
      status: 'complete',
    });
    expect(await readFrom(await listen(expired), { tlsFingerprint: expired.fingerprint })).toMatchObject({
      status: 'complete',
    });
  });

  it('of the CA given is trusted', async () => {
    const far = await listen(ours);
    expect(await readFrom(far, { ca: ours.certificatePem })).toMatchObject({ status: 'complete' });
    const several = `${elsewhere.certificatePem}\n${ours.certificatePem}`;
    expect(await readFrom(far, { ca: several })).toMatchObject({ status: 'complete' });
  });

  it('is not looked at when verification is switched off', async () => {
    expect(await readFrom(await listen(expired), { tlsVerify: false })).toMatchObject({ status: 'complete' });
  });

  const refused: [string, { keyPem: string; certificatePem: string }, Partial<RouterOptions>, string][] = [
    ['that is self-signed', ours, {}, 'self-signed'],
    ['of another CA', ours, { ca: elsewhere.certificatePem }, 'self-signed'],
    ['that has expired', expired, { ca: expired.certificatePem }, 'has expired'],
    ['for another host', elsewhere, { ca: elsewhere.certificatePem }, 'another name or address'],
    ['that is not the pinned one', ours, { tlsFingerprint: elsewhere.fingerprint }, 'not the pinned one'],
    [
      'that is not the pinned one, though its CA is known',
      ours,
      { tlsFingerprint: elsewhere.fingerprint, ca: ours.certificatePem },
      'not the pinned one',
    ],
    [
      'that is not the pinned one, though verification is off',
      ours,
      { tlsFingerprint: elsewhere.fingerprint, tlsVerify: false },
      'not the pinned one',
    ],
    ['when the pin is no fingerprint', ours, { tlsFingerprint: '' }, 'not the pinned one'],
    ['when the CA file holds no certificate', ours, { ca: 'nonsense' }, 'self-signed'],
  ];

  it.each(refused)('%s is refused before a byte of HTTP', async (_, identity, overrides, words) => {
    const far = await listen(identity);
    const read = await readFrom(far, overrides);
    expect(read).toMatchObject({ status: 'failed', error: { kind: 'untrusted_certificate' } });
    const { message, remedy } = (read as { error: { message: string; remedy: string } }).error;
    expect(message).toContain(` Request: GET ${far.url}/rest/ip/arp.`);
    expect(message).toContain(words);
    expect(remedy).toContain('/certificate print detail');
    expect(await far.heard()).toBe('');
    // Nor was it tried again
    expect(far.connections()).toBe(1);
  });

  it('that was refused is named, so that it can be pinned', async () => {
    const far = await listen(ours);
    expect(JSON.stringify(await readFrom(far, {}))).toContain(ours.fingerprint);
    expect(await readFrom(far, { tlsFingerprint: ours.fingerprint })).toMatchObject({ status: 'complete' });
  });

  it('that the service lacks is asked for', async () => {
    const router = await startRouter({ tables: () => ({ 'ip/arp': arp }), tls: 'no-certificate' });
    const read = await readFrom(router, {});
    await router.stop();
    expect(read).toMatchObject({
      error: {
        kind: 'untrusted_certificate',
        remedy: expect.stringContaining('/ip/service set www-ssl certificate=') as string,
      },
    });
    expect(router.requests).toHaveLength(0);
  });
});

describe('HTTPS', () => {
  it('reads a hundred times over one connection', async () => {
    const router = await startRouter({ tables: () => ({ 'ip/arp': arp }), tls: true });
    const connection = connect(router, { tlsFingerprint: router.fingerprint });
    for (let count = 0; count < 100; count++) {
      expect(await connection.read(...ARP)).toEqual({ status: 'complete', rows: arp });
    }
    await router.stop();
    expect(router.connectionCount()).toBe(1);
    expect(connection.connectionCount()).toBe(1);
  });

  it('says by name which host it wants', async () => {
    const far = await listen(ours);
    const read = await readFrom({ url: `https://localhost:${far.port}` }, { ca: ours.certificatePem });
    expect(read).toMatchObject({ status: 'complete' });
    await readFrom(far, { ca: ours.certificatePem });
    expect(far.names).toEqual(['localhost', false]);
  });

  it('that never gets through the handshake is given up, and nothing stays open', async () => {
    const gone: Promise<void>[] = [];
    const silent = createServer((socket) =>
      gone.push(new Promise((resolve) => socket.resume().once('close', resolve))),
    );
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const connection = connect({ url: `https://127.0.0.1:${port}` });
    const read = await connection.read(...(ARP.slice(0, 2) as ['ip/arp', (typeof ARP)[1]]), {
      timeoutMs: 100,
    });
    expect(read).toMatchObject({ error: { kind: 'timeout' } });
    await Promise.all(gone);
    expect(gone).toHaveLength(1);
    silent.close();
  });
});
