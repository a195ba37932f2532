/** Fetches the certificate of a router without sending a request, for a person to decide on. */
import { isIP } from 'node:net';
import { connect } from 'node:tls';

export interface CertificateProbe {
  /** SHA-256, `AA:BB:…`. */
  fingerprint: string;
  subject: string;
  isSelfSigned: boolean;
  /** Epoch ms. */
  validTo: number;
  /** Null when the given CA or a public one vouches for it; else the reason of OpenSSL. */
  distrust: string | null;
}

/** Null when no TLS connection could be made; reading the router gives the reason. */
export function probeCertificate(
  url: string,
  { ca, timeoutMs }: { ca: string | null; timeoutMs: number },
): Promise<CertificateProbe | null> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || (protocol === 'apis:' ? 8729 : 443)),
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
