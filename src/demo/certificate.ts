/** A self-signed certificate, as every router has one. It is written as DER by hand, so that the demo needs neither openssl nor a package. */
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  keyPem: string;
  certificatePem: string;
  /** SHA-256, "AA:BB:…". */
  fingerprint: string;
}

/** EC P-256, valid 2020 to 2049 for the given host names and IPv4 addresses; usable as its own CA. */
export function createCertificate(commonName: string, hosts: readonly string[]): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(set(sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from(commonName)))));
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const validity = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'));
  const extensions = sequence(
    extension(BASIC_CONSTRAINTS, sequence(tlv(0x01, Buffer.of(0xff)))),
    extension(SUBJECT_ALT_NAME, sequence(...hosts.map(alternativeName))),
  );
  const toSign = sequence(
    tlv(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(12)])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    tlv(0xa3, extensions),
  );
  const der = sequence(toSign, algorithm, bitString(sign('sha256', toSign, privateKey)));
  const certificate = new X509Certificate(der);
  return {
    keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    certificatePem: certificate.toString(),
    fingerprint: certificate.fingerprint256,
  };
}

const COMMON_NAME = [2, 5, 4, 3];
const SUBJECT_ALT_NAME = [2, 5, 29, 17];
const BASIC_CONSTRAINTS = [2, 5, 29, 19];
const ECDSA_WITH_SHA256 = [1, 2, 840, 10045, 4, 3, 2];

function tlv(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), length(body.length), body]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  return size < 0x100 ? Buffer.of(0x81, size) : Buffer.of(0x82, size >> 8, size & 0xff);
}

const sequence = (...content: Buffer[]) => tlv(0x30, ...content);
const set = (...content: Buffer[]) => tlv(0x31, ...content);
const integer = (bytes: Buffer) => tlv(0x02, bytes);
const utcTime = (text: string) => tlv(0x17, Buffer.from(text));
const bitString = (bytes: Buffer) => tlv(0x03, Buffer.of(0), bytes);
const extension = (id: number[], value: Buffer) => sequence(oid(id), tlv(0x04, value));

function oid([first, second, ...rest]: number[]): Buffer {
  return tlv(0x06, Buffer.from([first! * 40 + second!, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4
    ? tlv(0x87, Buffer.from(host.split('.').map(Number)))
    : tlv(0x82, Buffer.from(host, 'latin1'));
}
