/** Why a connection ended, and what to do about it. */
import type { BrokerHealth } from '../record/health.ts';

export interface BrokerFailure {
  kind: NonNullable<BrokerHealth['error_kind']>;
  message: string;
  remedy: string;
}

/** How a connection ended. */
export interface ConnectionEnd {
  /** The broker had accepted it. */
  wasOpen: boolean;
  /** Of the library or the socket; null when the connection closed without one. */
  error: { message: string; code?: unknown } | null;
  /** Reason code of the broker's CONNACK or DISCONNECT; null when it gave none. */
  reason: number | null;
}

const LOG_IN = new Set([4, 5, 134, 135, 138, 140]);
const VERSION = new Set([1, 132]);
const TAKEN_OVER = 142;

const NETWORK =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ENETDOWN|ENOTFOUND|EAI_\w+|ETIMEDOUT|EPIPE|EADDRNOTAVAIL)$/;
const CERTIFICATE =
  /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_(?:GET_ISSUER|VERIFY)|HOSTNAME_MISMATCH|INVALID_CA|TLS not authorized/;

/** The other MQTT version may work: the broker refused this one, or closed the connection before its CONNACK. */
export function isAboutVersion({ wasOpen, error, reason }: ConnectionEnd): boolean {
  if (wasOpen) return false;
  if (reason !== null) return VERSION.has(reason);
  const code = codeOf(error);
  return error === null || code === 'ECONNRESET' || code === 'EPIPE' || (code === '' && !isTimeout(error));
}

export function isRefusedLogIn({ wasOpen, reason }: ConnectionEnd): boolean {
  return !wasOpen && reason !== null && LOG_IN.has(reason);
}

/** The connection closed without a reason code, as it does when another program logs in with the same client id. */
export function isSilent({ error, reason }: ConnectionEnd): boolean {
  return reason === null && (error === null || error.code === 'ECONNRESET');
}

export function explainEnd(end: ConnectionEnd, url: string, clientId: string): BrokerFailure {
  const { error, reason, wasOpen } = end;
  const code = codeOf(error);
  const detail = error === null ? '' : ` (${error.message})`;
  if (reason === TAKEN_OVER) return duplicateClientId(url, clientId);
  if (isRefusedLogIn(end))
    return {
      kind: 'unauthorized',
      message: `${url} refused the log-in, code ${reason}.`,
      remedy: 'Check MQTT_USERNAME and MQTT_PASSWORD. The next attempt follows within a minute.',
    };
  if (CERTIFICATE.test(code) || CERTIFICATE.test(error?.message ?? ''))
    return {
      kind: 'untrusted_certificate',
      message: `The certificate of ${url} is not trusted${detail}.`,
      remedy: 'Set MQTT_CA_FILE to the CA that signed it, and use the host name in the certificate.',
    };
  if (reason !== null)
    return {
      kind: 'broker_error',
      message: `${url} ended the connection, code ${reason}.`,
      remedy: 'Check the log of the broker.',
    };
  if (NETWORK.test(code) || (!wasOpen && isTimeout(error)))
    return {
      kind: 'unreachable',
      message: `${url} does not answer${detail}.`,
      remedy: 'Check MQTT_URL, and that the broker is running.',
    };
  if (wasOpen)
    return {
      kind: 'unreachable',
      message: `${url} closed the connection${detail}.`,
      remedy: 'The broker may have restarted, or the network failed briefly. The next attempt follows.',
    };
  return {
    kind: 'bad_reply',
    message: `The server at ${url} does not speak MQTT${detail}.`,
    remedy: 'Check scheme and port of MQTT_URL: 1883 is mqtt, 8883 mqtts, 9001 often ws.',
  };
}

export function duplicateClientId(url: string, clientId: string): BrokerFailure {
  return {
    kind: 'taken_over',
    message: `Another program logs in to ${url} with the client id ${clientId}; each log-in ends the other connection.`,
    remedy:
      'Stop the second mikrotik-presence, or give it its own INSTANCE_ID, MQTT_BASE_TOPIC and STATE_DIR.',
  };
}

/** Another installation publishes on the same topics, and stays. */
export function duplicateInstance(url: string, instanceId: string, baseTopic: string): BrokerFailure {
  return {
    kind: 'taken_over',
    message: `Another installation with the INSTANCE_ID ${instanceId} publishes below ${baseTopic} at ${url}, so this one publishes nothing.`,
    remedy:
      'Stop one of the two, or give this one its own INSTANCE_ID and MQTT_BASE_TOPIC. It checks again every minute.',
  };
}

function codeOf(error: ConnectionEnd['error']): string {
  return typeof error?.code === 'string' ? error.code : '';
}

function isTimeout(error: ConnectionEnd['error']): boolean {
  return /timeout/i.test(error?.message ?? '');
}
