/**
 * The one kept-alive connection to a router. HTTP receives a socket only after the certificate has been checked, so no byte of a request,
 * and no password, reaches another host.
 */
import http from 'node:http';
import https from 'node:https';
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

export interface RouterAgent {
  /** For got: by protocol. */
  byProtocol: { http?: http.Agent; https?: https.Agent };
  /** Sockets opened so far. */
  openedCount(): number;
  /** The TCP connection is being made: the delay is the network's, not the router's. */
  isConnecting(): boolean;
  /** Gives up the connection, open or not: the router is busy on it with an abandoned command. */
  abandon(): void;
  close(): void;
}

type Done = (error: Error | null, socket: net.Socket) => void;

export function createAgent(secure: boolean, trust: TlsTrust): RouterAgent {
  let openedCount = 0;
  let newest: net.Socket | null = null;

  // the socket goes to the callback: HTTP writes to a returned one at once
  function createConnection(target: http.ClientRequestArgs, done?: (...args: never[]) => void): undefined {
    openedCount += 1;
    const socket = secure ? connectTls(target, trust) : net.connect(tcpOptions(target));
    newest = socket;
    const settle = (error: Error | null) => {
      socket.removeListener('error', settle).removeListener('close', closed);
      const refusal = error ?? (socket instanceof tls.TLSSocket ? refuse(socket, trust) : null);
      if (refusal !== null) socket.on('error', () => {}).destroy();
      (done as Done)(refusal, socket);
    };
    const closed = () => settle(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    socket.once('error', settle).once('close', closed);
    socket.once(secure ? 'secureConnect' : 'connect', () => settle(null));
    return undefined;
  }

  // no `maxSockets`: reads come one after another, and Node keeps a request whose connection failed in the agent's queue, where a later
  // socket raises an error without a listener
  const options = { keepAlive: true };
  const agent = Object.assign(secure ? new https.Agent(options) : new http.Agent(options), {
    createConnection,
  });
  return {
    byProtocol: agent instanceof https.Agent ? { https: agent } : { http: agent },
    openedCount: () => openedCount,
    isConnecting: () => newest?.connecting === true,
    abandon: () => newest?.destroy(),
    close: () => {
      newest?.destroy();
      agent.destroy();
    },
  };
}

function tcpOptions(target: http.ClientRequestArgs): net.TcpNetConnectOpts {
  return { host: target.host ?? 'localhost', port: Number(target.port), noDelay: true, keepAlive: true };
}

// Node's own refusal does not name the certificate; `refuse` checks the same and keeps the fingerprint
function connectTls(target: http.ClientRequestArgs, trust: TlsTrust): tls.TLSSocket {
  const tcp = tcpOptions(target);
  const ca = trust.ca === null ? {} : { ca: trust.ca };
  const servername = net.isIP(tcp.host!) === 0 ? { servername: tcp.host! } : {};
  return tls.connect({
    ...tcp,
    ...servername,
    ...ca,
    rejectUnauthorized: false,
  });
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
