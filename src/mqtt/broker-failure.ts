/** Why a connection ended, in words for the one who must act. */
import type { BrokerHealth } from '../record/health.ts';

export interface Failure {
  kind: NonNullable<BrokerHealth['error_kind']>;
  message: string;
  remedy: string;
}

/** How a connection ended. */
export interface Ending {
  /** It had been accepted. */
  wasOpen: boolean;
  /** What the library or the socket complained of; null for a silent close. */
  error: { message: string; code?: unknown } | null;
  /** Of the broker's CONNACK or DISCONNECT; null when it gave none. */
  reason: number | null;
}

const LOG_IN = new Set([4, 5, 134, 135, 138, 140]);
const VERSION = new Set([1, 132]);
const TAKEN_OVER = 142;

const NETWORK =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ENETDOWN|ENOTFOUND|EAI_\w+|ETIMEDOUT|EPIPE|EADDRNOTAVAIL)$/;
const CERTIFICATE =
  /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_(?:GET_ISSUER|VERIFY)|HOSTNAME_MISMATCH|INVALID_CA|TLS not authorized/;

/** The other version may do better: refused for its version, or shut without a word before the log-in was answered. */
export function isAboutVersion({ wasOpen, error, reason }: Ending): boolean {
  if (wasOpen) return false;
  if (reason !== null) return VERSION.has(reason);
  const code = codeOf(error);
  return error === null || code === 'ECONNRESET' || code === 'EPIPE' || (code === '' && !isTimeout(error));
}

export function isRefusedLogIn({ wasOpen, reason }: Ending): boolean {
  return !wasOpen && reason !== null && LOG_IN.has(reason);
}

export function explain(ending: Ending, url: string, clientId: string): Failure {
  const { error, reason } = ending;
  const code = codeOf(error);
  const told = error === null ? '' : ` (${error.message})`;
  if (reason === TAKEN_OVER) return takenOver(url, clientId);
  if (isRefusedLogIn(ending))
    return {
      kind: 'unauthorized',
      message: `${url} refused the log-in, code ${reason}.`,
      remedy: 'Check MQTT_USERNAME and MQTT_PASSWORD. It is tried again every minute.',
    };
  if (CERTIFICATE.test(code) || CERTIFICATE.test(error?.message ?? ''))
    return {
      kind: 'untrusted_certificate',
      message: `The certificate of ${url} is not trusted${told}.`,
      remedy: 'Set MQTT_CA_FILE to the CA that signed it, and use the host name it is made out to.',
    };
  if (reason !== null)
    return {
      kind: 'broker_error',
      message: `${url} ended the connection, code ${reason}.`,
      remedy: 'Look into the log of the broker.',
    };
  if (NETWORK.test(code) || (!ending.wasOpen && isTimeout(error)))
    return {
      kind: 'unreachable',
      message: `${url} does not answer${told}.`,
      remedy: 'Check MQTT_URL, and that the broker is running.',
    };
  if (ending.wasOpen)
    return {
      kind: 'unreachable',
      message: `${url} closed the connection${told}.`,
      remedy: 'Usually the broker restarts, or the network had a gap: it is tried again.',
    };
  return {
    kind: 'bad_reply',
    message: `What answers at ${url} does not speak MQTT${told}.`,
    remedy: 'Check scheme and port of MQTT_URL: 1883 is mqtt, 8883 mqtts, 9001 often ws.',
  };
}

export function takenOver(url: string, clientId: string): Failure {
  return {
    kind: 'taken_over',
    message: `Another program logs in to ${url} with the client id ${clientId}; the two end each other's connection.`,
    remedy:
      'Stop the second mikrotik-presence, or give it its own INSTANCE_ID, MQTT_BASE_TOPIC and STATE_DIR.',
  };
}

/** Another installation tells the same topics, and was there first. */
export function outnumbered(url: string, instanceId: string, baseTopic: string): Failure {
  return {
    kind: 'taken_over',
    message: `Another installation with the INSTANCE_ID ${instanceId} publishes below ${baseTopic} at ${url}, so this one publishes nothing.`,
    remedy:
      'Stop one of the two, or give this one its own INSTANCE_ID and MQTT_BASE_TOPIC. It looks again every minute.',
  };
}

function codeOf(error: Ending['error']): string {
  return typeof error?.code === 'string' ? error.code : '';
}

function isTimeout(error: Ending['error']): boolean {
  return /timeout/i.test(error?.message ?? '');
}
