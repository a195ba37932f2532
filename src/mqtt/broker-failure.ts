/** Why a connection ended, and what to do about it. */
import type { BrokerHealth } from '../record/health.ts';
import type { Awaited } from './flight.ts';
import { type AccessNeeds, type Reason, reasonOf, remedyOf } from './reason.ts';

export interface BrokerFailure {
  kind: NonNullable<BrokerHealth['error_kind']>;
  message: string;
  remedy: string;
}

/** Named in failures. */
export interface BrokerNames extends AccessNeeds {
  url: string;
  clientId: string;
}

/** How a connection ended. */
export interface ConnectionEnd {
  /** The broker had accepted it. */
  wasOpen: boolean;
  /** Of the library or the socket; null when the connection closed without one. */
  error: { message: string; code?: unknown } | null;
  /** Reason code of the broker's CONNACK or DISCONNECT; null when it gave none. */
  reason: number | null;
  /** Topics of the messages that the broker had not acknowledged, in the order in which they were sent. */
  inFlight: readonly string[];
  /** What the broker did not acknowledge within the deadline, so that the connection was given up; null when nothing. */
  overdue: { packet: Awaited; deadlineMs: number } | null;
}

const LOG_IN = new Set([4, 5, 134, 135, 138, 140]);
const VERSION = new Set([1, 132]);
const TAKEN_OVER = 142;
const [NO_RETAIN, NO_QOS] = [154, 155];
/** A DISCONNECT with one of these is about the broker or the connection, not about a message. */
const NOT_ABOUT_A_MESSAGE = new Set([136, 137, 139, 141, TAKEN_OVER, 152, 156, 157, 159, 160]);

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
  return reason === null && (error === null || error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** The broker refuses the will as it is: it retains nothing, or takes no quality of service 1. */
export function refusedOfWill({ wasOpen, reason }: ConnectionEnd): 'retain' | 'qos' | null {
  if (wasOpen) return null;
  return reason === NO_RETAIN ? 'retain' : reason === NO_QOS ? 'qos' : null;
}

/** The connection ended with messages in flight, one of which may be the cause. */
export function isHangUp(end: ConnectionEnd): boolean {
  const { wasOpen, reason, inFlight, overdue } = end;
  if (!wasOpen || inFlight.length === 0 || overdue !== null) return false;
  return reason === null ? isSilent(end) || isInvalid(end) : !NOT_ABOUT_A_MESSAGE.has(reason);
}

/** The broker sent bytes that MQTT does not allow. */
function isInvalid({ error }: ConnectionEnd): boolean {
  return error !== null && codeOf(error) === '' && !isTimeout(error);
}

/** Why a topic is withheld after which the connection always ended. */
export function explainHangUp(end: ConnectionEnd): Reason {
  if (isInvalid(end))
    return {
      words: `it answers with a packet that MQTT does not allow (${end.error!.message})`,
      remedy: 'size',
    };
  const closes = 'it closes the connection after a message on it';
  if (end.reason === null) return { words: closes, remedy: 'access list' };
  const { words, remedy } = reasonOf(end.reason);
  return { words: `${closes} (${words})`, remedy: remedy === 'broker log' ? 'access list' : remedy };
}

export function explainEnd(end: ConnectionEnd, names: BrokerNames): BrokerFailure {
  const { error, reason, wasOpen, overdue } = end;
  const { url, clientId } = names;
  const code = codeOf(error);
  const detail = error === null ? '' : ` (${error.message})`;
  if (reason === TAKEN_OVER) return duplicateClientId(url, clientId);
  if (isRefusedLogIn(end))
    return {
      kind: 'unauthorized',
      message: `${url} refused the log-in: ${reasonOf(reason!).words}.`,
      remedy: remedyOf('log-in', names),
    };
  if (overdue !== null)
    return {
      kind: 'unacknowledged',
      message: `${url} did not acknowledge a ${overdue.packet} within ${overdue.deadlineMs / 1000} s, so the connection was given up.`,
      remedy: 'Check the log and the load of the broker. The next attempt follows within a minute.',
    };
  if (CERTIFICATE.test(code) || CERTIFICATE.test(error?.message ?? ''))
    return {
      kind: 'untrusted_certificate',
      message: `The certificate of ${url} is not trusted${detail}.`,
      remedy: 'Set MQTT_CA_FILE to the CA that signed it, and use the host name in the certificate.',
    };
  if (reason !== null) {
    const { words, remedy } = reasonOf(reason);
    return {
      kind: 'broker_error',
      message: `${url} ${wasOpen ? 'ended' : 'refused'} the connection: ${words}.`,
      remedy: remedyOf(remedy, names),
    };
  }
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
