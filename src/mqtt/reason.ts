/** What the reason codes of MQTT 5 and the return codes of MQTT 3.1.1 mean, and which kind of remedy each calls for. */

export type Remedy =
  | 'access list'
  | 'log-in'
  | 'client id'
  | 'version'
  | 'size'
  | 'limit'
  | 'retain'
  | 'qos'
  | 'moved'
  | 'report'
  | 'wait'
  | 'broker log';

export interface Reason {
  /** What the code says, to follow a colon. */
  words: string;
  remedy: Remedy;
}

// biome-ignore format: columns
const reasons: Readonly<Record<number, Reason>> = {
  // return codes of CONNACK in MQTT 3.1.1
  1:   { words: 'unacceptable protocol version',            remedy: 'version' },
  2:   { words: 'client id not accepted',                   remedy: 'client id' },
  3:   { words: 'service unavailable',                      remedy: 'wait' },
  4:   { words: 'wrong user name or password',              remedy: 'log-in' },
  5:   { words: 'not authorized',                           remedy: 'log-in' },
  // reason codes of MQTT 5
  128: { words: 'unspecified error',                        remedy: 'broker log' },
  129: { words: 'malformed packet',                         remedy: 'report' },
  130: { words: 'protocol error',                           remedy: 'report' },
  131: { words: 'implementation-specific error',            remedy: 'broker log' },
  132: { words: 'protocol version not supported',           remedy: 'version' },
  133: { words: 'client id not valid',                      remedy: 'client id' },
  134: { words: 'wrong user name or password',              remedy: 'log-in' },
  135: { words: 'not authorized',                           remedy: 'access list' },
  136: { words: 'server unavailable',                       remedy: 'wait' },
  137: { words: 'server busy',                              remedy: 'wait' },
  138: { words: 'banned',                                   remedy: 'log-in' },
  139: { words: 'server shutting down',                     remedy: 'wait' },
  140: { words: 'authentication method not supported',      remedy: 'log-in' },
  141: { words: 'keep-alive timeout',                       remedy: 'wait' },
  142: { words: 'session taken over',                       remedy: 'client id' },
  143: { words: 'topic filter not valid',                   remedy: 'broker log' },
  144: { words: 'topic name not valid',                     remedy: 'broker log' },
  145: { words: 'packet identifier in use',                 remedy: 'report' },
  146: { words: 'packet identifier not found',              remedy: 'report' },
  147: { words: 'receive maximum exceeded',                 remedy: 'limit' },
  148: { words: 'topic alias not valid',                    remedy: 'report' },
  149: { words: 'packet too large',                         remedy: 'size' },
  150: { words: 'message rate too high',                    remedy: 'limit' },
  151: { words: 'quota exceeded',                           remedy: 'limit' },
  152: { words: 'ended by the administrator',               remedy: 'broker log' },
  153: { words: 'payload format not valid',                 remedy: 'report' },
  154: { words: 'retained messages not supported',          remedy: 'retain' },
  155: { words: 'quality of service not supported',         remedy: 'qos' },
  156: { words: 'use another server',                       remedy: 'moved' },
  157: { words: 'server moved',                             remedy: 'moved' },
  158: { words: 'shared subscriptions not supported',       remedy: 'report' },
  159: { words: 'connection rate exceeded',                 remedy: 'wait' },
  160: { words: 'maximum connect time',                     remedy: 'wait' },
  161: { words: 'subscription identifiers not supported',   remedy: 'report' },
  162: { words: 'wildcard subscriptions not supported',     remedy: 'broker log' },
};

/** Of a CONNACK, PUBACK, SUBACK or DISCONNECT. A code that no version defines refers to the log of the broker. */
export function reasonOf(code: number): Reason {
  const known = reasons[code];
  const words = known === undefined ? `code ${code}` : `${known.words}, code ${code}`;
  return { words, remedy: known?.remedy ?? 'broker log' };
}

/** The lines of an access list that the program needs. */
export interface AccessNeeds {
  baseTopic: string;
  discoveryPrefix: string;
}

export function remedyOf(remedy: Remedy, { baseTopic, discoveryPrefix }: AccessNeeds): string {
  switch (remedy) {
    case 'access list':
      return `Allow the user to write ${baseTopic}/# and ${discoveryPrefix}/device/+/config.`;
    case 'log-in':
      return 'Check MQTT_USERNAME and MQTT_PASSWORD. The next attempt follows within a minute.';
    case 'client id':
      return 'Allow client ids that begin with "mikrotik-presence-" at the broker.';
    case 'version':
      return 'Use a broker that speaks MQTT 5 or 3.1.1.';
    case 'size':
      return 'Raise the largest packet or message that the broker accepts: 16 KiB is enough.';
    case 'limit':
      return 'Raise the limits of the broker for this user: messages per second, in flight, and retained.';
    case 'retain':
      return 'Allow retained messages at the broker, so that Home Assistant has them after its restart.';
    case 'qos':
      return 'Allow quality of service 1 at the broker.';
    case 'moved':
      return 'Set MQTT_URL to the address that the broker uses now.';
    case 'report':
      return 'Check the log of the broker, and report the fault with what it says.';
    case 'wait':
      return 'The next attempt follows within a minute.';
    case 'broker log':
      return 'Check the log of the broker.';
  }
}
