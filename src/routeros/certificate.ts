/** What certificate a router shows, without sending it anything: for a person who decides whether to trust it. */
import { isIP } from 'node:net';
import { connect } from 'node:tls';

export interface CertificateProbe {
  /** SHA-256, `AA:BB:…`. */
  fingerprint: string;
  subject: string;
  isSelfSigned: boolean;
  /** Epoch ms. */
  validTo: number;
  /** Null when it is trusted as it is (by the given CA, or publicly); else why not, as OpenSSL says it. */
  distrust: string | null;
}

/** Null when no TLS connection could be made: reading the router says why. */
export function probeCertificate(
  url: string,
  { ca, timeoutMs }: { ca: string | null; timeoutMs: number },
): Promise<CertificateProbe | null> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      rejectUnauthorized: false,
      ...(ca === null ? {} : { ca }),
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const finish = (probe: CertificateProbe | null) => {
      socket.destroy();
      resolve(probe);
    };
    socket.setTimeout(timeoutMs, () => finish(null));
    socket.on('error', () => finish(null));
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined) return finish(null);
      const names = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
      const distrust = socket.authorized
        ? names === undefined
          ? `it is not for ${host}`
          : null
        : String(socket.authorizationError);
      finish({
        fingerprint: certificate.fingerprint256,
        subject: certificate.subject?.replaceAll('\n', ', ') ?? '',
        isSelfSigned: certificate.checkIssued(certificate),
        validTo: Date.parse(certificate.validTo),
        distrust,
      });
    });
  });
}
