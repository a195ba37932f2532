/** The self-signed certificate and the TLS service. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { createCertificate } from '../../src/demo/certificate.ts';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { ask, errorOf } from './ask.ts';

let router: SimulatedRouter | null = null;

afterEach(() => router?.stop());

const start = (tls: boolean | 'no-certificate') => startRouter({ tables: () => ({ 'ip/arp': [] }), tls });

test('the certificate verifies itself and names its hosts', () => {
  const made = createCertificate('Hallway', ['127.0.0.1', 'router.lan']);
  const certificate = new X509Certificate(made.certificatePem);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkHost('router.lan')).toBe('router.lan');
  expect(certificate.checkHost('other.lan')).toBeUndefined();
  expect(certificate.ca).toBe(true);
  expect(made.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(createCertificate('Hallway', ['127.0.0.1']).fingerprint).not.toBe(made.fingerprint);
});

test('it serves whoever trusts the certificate, over TLS 1.2', async () => {
  router = await start(true);
  expect(router.url).toMatch(/^https:/);
  expect((await ask(router, '/rest/ip/arp')).text).toBe('[]');
  const socket: TLSSocket = connect({ port: router.port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  expect(socket.getProtocol()).toBe('TLSv1.2');
  expect(socket.getPeerX509Certificate()?.fingerprint256).toBe(router.fingerprint);
  socket.destroy();
});

test('whoever does not trust it sends no request', async () => {
  router = await start(true);
  const stranger = { ...router, certificatePem: createCertificate('Other', ['127.0.0.1']).certificatePem };
  expect(await errorOf(ask(stranger, '/rest/ip/arp'))).toMatch(/SELF_SIGNED|CERT|UNABLE/);
  expect(router.requests).toEqual([]);
  expect(router.connectionCount()).toBe(1);
});

test('a TLS connection can be reset', async () => {
  router = await start(true);
  router.setFault('reset');
  expect(await errorOf(ask(router, '/rest/ip/arp'))).toBe('ECONNRESET');
});

test('without a certificate there is no handshake', async () => {
  router = await start('no-certificate');
  expect(router.fingerprint).toBeNull();
  expect(await errorOf(ask(router, '/rest/ip/arp'))).toMatch(/^(ERR_SSL|EPROTO|ECONNRESET)/);
});
