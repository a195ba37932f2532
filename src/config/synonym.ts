/** Other programs' words for the settings of this one. */
import { nearest } from '../parse/nearest.ts';

/** Each group has one word of ours; the others stand for it. */
const GROUPS: readonly (readonly string[])[] = [
  ['url', 'host', 'hostname', 'address', 'ip', 'ip_address', 'router', 'server', 'broker', 'endpoint', 'uri'],
  ['username', 'user', 'login', 'user_name', 'account'],
  ['password', 'pass', 'pwd', 'passwd', 'passphrase', 'secret'],
  ['password_file', 'secret_file', 'pass_file'],
  ['ca_file', 'ca', 'cert', 'certificate', 'ca_cert', 'cafile'],
  ['tls_fingerprint', 'fingerprint', 'sha256', 'thumbprint'],
  ['tls_verify', 'verify', 'verify_ssl', 'ssl_verify', 'verify_tls'],
  ['mac', 'mac_address', 'address', 'hwaddr', 'bssid'],
  ['macs', 'mac_addresses', 'addresses'],
  ['name', 'label', 'title', 'friendly_name', 'hostname', 'alias'],
  ['id', 'identity', 'identifier'],
  ['away_delay', 'timeout', 'consider_home', 'delay', 'grace'],
  ['devices', 'clients', 'device', 'phones', 'hosts'],
  ['access_points', 'aps', 'ap', 'accesspoints'],
  ['people', 'persons', 'person', 'users'],
  ['routers', 'router', 'mikrotik', 'hosts'],
  ['guest_ssids', 'guests', 'guest', 'guest_networks'],
  ['homeassistant', 'home_assistant', 'hass', 'ha'],
  ['base_topic', 'topic', 'prefix', 'topic_prefix'],
  ['track', 'tracked', 'enabled'],
  ['area', 'room', 'location'],
];

/** The known key that an unknown one probably stands for: a slip or a beginning of it, or another program's word; null when none is close. */
export function meantKey(word: string, known: readonly string[]): string | null {
  const slip = nearest(word, known, { slipsOnly: true });
  return slip ?? synonymIn(word, known) ?? nearest(word, known);
}

/** `prefix`: what all variables of this kind begin with, such as `MQTT_`. */
export function meantVariable(name: string, known: readonly string[], prefix: string): string | null {
  const own = known
    .filter((each) => each.startsWith(prefix))
    .map((each) => each.slice(prefix.length).toLowerCase());
  const meant = synonymIn(name.slice(prefix.length).toLowerCase(), own);
  return meant === null ? null : prefix + meant.toUpperCase();
}

function synonymIn(word: string, known: readonly string[]): string | null {
  const bare = word.toLowerCase().replace(/[\s-]/g, '_');
  return (
    GROUPS.filter((group) => group.includes(bare)).flatMap(
      (group) => known.find((key) => group.includes(key)) ?? [],
    )[0] ?? null
  );
}
