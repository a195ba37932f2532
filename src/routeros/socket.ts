/** A connection to a router that may be used: over TLS only after the certificate has been checked, so no byte reaches another host before. */
import net from 'node:net';
import tls from 'node:tls';

export interface TlsTrust {
  ca: string | null;
  tlsFingerprint: string | null;
  tlsVerify: boolean;
}

/** A refused certificate: the reason, and its SHA-256 fingerprint; null when the host sent none. */
export interface CertificateError extends Error {
  code: 'ERR_CERTIFICATE_REFUSED';
  reason: string;
  fingerprint: string | null;
}

/** Null trust: without TLS. `done` is called once; after an error the socket is closed. */
export function openSocket(
  { host, port }: { host: string; port: number },
  trust: TlsTrust | null,
  done: (error: Error | null, socket: net.Socket) => void,
): net.Socket {
  const tcp = { host, port, noDelay: true, keepAlive: true };
  const socket = trust === null ? net.connect(tcp) : connectTls(tcp, trust);
  const settle = (error: Error | null) => {
    socket.removeListener('error', settle).removeListener('close', closed);
    const refusal =
      error ?? (socket instanceof tls.TLSSocket && trust !== null ? refuse(socket, trust) : null);
    if (refusal !== null) socket.on('error', () => {}).destroy();
    done(refusal, socket);
  };
  const closed = () => settle(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
  socket.once('error', settle).once('close', closed);
  socket.once(trust === null ? 'connect' : 'secureConnect', () => settle(null));
  return socket;
}

// Node's own refusal does not name the certificate; `refuse` checks the same and keeps the fingerprint
function connectTls(tcp: net.TcpNetConnectOpts, trust: TlsTrust): tls.TLSSocket {
  const ca = trust.ca === null ? {} : { ca: trust.ca };
  const servername = net.isIP(tcp.host!) === 0 ? { servername: tcp.host! } : {};
  return tls.connect({ ...tcp, ...servername, ...ca, rejectUnauthorized: false });
}

/**
 * 1. A pinned fingerprint decides alone; chain, host name and dates do not matter.
 * 2. Without verification every certificate is accepted.
 * 3. Otherwise the chain, the dates and the host name must be valid.
 */
function refuse(socket: tls.TLSSocket, trust: TlsTrust): CertificateError | null {
  const fingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? null;
  if (trust.tlsFingerprint !== null) {
    const same = fingerprint !== null && hex(fingerprint) === hex(trust.tlsFingerprint);
    return same ? null : certificateError('FINGERPRINT_MISMATCH', fingerprint);
  }
  if (!trust.tlsVerify || socket.authorized) return null;
  return certificateError(String(socket.authorizationError), fingerprint);
}

function hex(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toUpperCase();
}

function certificateError(reason: string, fingerprint: string | null): CertificateError {
  return Object.assign(new Error(reason), { code: 'ERR_CERTIFICATE_REFUSED' as const, reason, fingerprint });
}
