import { RequestError } from 'got';
import { describe, expect, it } from 'vitest';
import { describeError, describeGivenUp, isConnectionFailure } from '../../src/routeros/failure.ts';

const URL = 'https://192.168.88.1/rest/ip/arp';

function failing(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

/** As got hands it on: the error of Node is the cause. */
function wrapped(error: Error): Error {
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ERR_GOT_REQUEST_ERROR' });
}

describe('an error without an answer', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', '/ip/service print'],
    ['ECONNRESET', 'unreachable', 'allowed addresses'],
    ['EPIPE', 'unreachable', 'allowed addresses'],
    ['EHOSTUNREACH', 'unreachable', 'router is on'],
    ['ENETUNREACH', 'unreachable', 'router is on'],
    ['EHOSTDOWN', 'unreachable', 'router is on'],
    ['ETIMEDOUT', 'unreachable', 'router is on'],
    ['ENOTFOUND', 'unreachable', 'host name'],
    ['EAI_AGAIN', 'unreachable', 'host name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'bad_reply', 'scheme'],
    ['HPE_INVALID_CONSTANT', 'bad_reply', 'scheme'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'untrusted_certificate', 'set www-ssl certificate='],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'untrusted_certificate', 'TLS version'],
    ['SOMETHING_NEW', 'unreachable', 'router is on'],
  ])('%s is %s', (code, kind, remedy) => {
    for (const error of [failing(code), wrapped(failing(code)), wrapped(wrapped(failing(code)))]) {
      const described = describeError(URL, error, false);
      expect(described.kind).toBe(kind);
      expect(described.message).toMatch(
        /^[A-Z\d].+\. Request: GET https:\/\/192\.168\.88\.1\/rest\/ip\/arp\.$/,
      );
      expect(described.message).toContain(code);
      expect(described.remedy).toContain(remedy);
    }
  });

  it('of older Nodes names the failed handshake in its text only', () => {
    const error = failing(
      'EPROTO',
      'write EPROTO 80:error:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure',
    );
    expect(describeError(URL, error, false).remedy).toContain('set www-ssl certificate=');
  });

  it('is tried again only if the connection failed', () => {
    for (const code of [
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'EAI_AGAIN',
    ])
      expect(isConnectionFailure(wrapped(failing(code)))).toBe(true);
    for (const code of [
      'ERR_CERTIFICATE_REFUSED',
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'HPE_INVALID_CONSTANT',
      'SOMETHING_NEW',
    ])
      expect(isConnectionFailure(wrapped(failing(code)))).toBe(false);
  });

  it('in the middle of an answer is the fault of the answer', () => {
    expect(describeError(URL, failing('ECONNRESET'), true).kind).toBe('bad_reply');
  });

  it('that is none of got or Node does no harm', () => {
    expect(describeError(URL, 'a string', false).message).toContain('A string');
    expect(describeError(URL, new RequestError('odd', {}, {} as never), false).kind).toBe('unreachable');
  });
});

describe('a read that was given up', () => {
  it('while the connection was being made means the network, later it means the router', () => {
    const connecting = describeGivenUp(URL, { why: 'timeout', timeoutMs: 10_000, connecting: true });
    const waiting = describeGivenUp(URL, { why: 'timeout', timeoutMs: 10_000, connecting: false });
    expect(connecting.kind).toBe('unreachable');
    expect(waiting.kind).toBe('timeout');
    for (const { message } of [connecting, waiting])
      expect(message).toMatch(/^No .* within 10 s\. Request: GET https:.*\.$/);
  });
});
