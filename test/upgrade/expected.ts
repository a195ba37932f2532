/**
 * Differences from 0.1.0 that are meant. Each one is in CHANGELOG.md, under "Upgrading from 0.1.0". Adding a field to a record, a tool, a metric or
 * a key to an answer is never a difference.
 */

/** Retained topics that 0.1.0 did not publish. */
export const newTopics: readonly RegExp[] = [
  /^mikrotik-presence\/bridge\/(problem|findings)$/,
  /^mikrotik-presence\/(client\/\w+\/activity|router\/\w+\/resources)$/,
];

/** Entities that 0.1.0 did not have, by unique_id. */
export const newIds: readonly RegExp[] = [
  /_bridge_(problem|somebody_home|findings)$/,
  /_client_\w+_(last_seen|[tr]x_bytes)$/,
  /_router_\w+_(cpu_load|memory_used|temperature|update)$/,
];

/** Fields of the effective configuration that have another name or place now: from → to, dotted. */
export const movedConfig: Readonly<Record<string, string>> = {};

/** Fields whose values differ between any two versions or any two moments, by where they are. */
const changing: readonly RegExp[] = [
  /(^|\.)snapshot\./,
  /\.last_seen_at$/,
  /\.uptime_seconds$/,
  // after a page that ends, the next begins behind the newest event, of which there are more by now
  /^\/events\?.*\.next_after$/,
  // of the version
  /^homeassistant\/.*origin\.sw_version$/,
  /^homeassistant\/.*\.device\.sw_version$/,
  /^mikrotik-presence\/bridge\/info\.version$/,
  // the radios of a router move to its device
  /^homeassistant\/device\/mikrotik_presence_home_ap_(?![0-9a-f]{12}\/)[\w-]+\/config\b/,
  // what its entities say of availability is said once, for all of them
  /^homeassistant\/device\/mikrotik_presence_home_router_\w+\/config\.(components\.\w+\.)?availability\b/,
  /^homeassistant\/device\/mikrotik_presence_home_router_\w+\/config\.components\.\w+\.availability_mode$/,
  // rates are in Mbit/s, and more has an icon or a link
  /^homeassistant\/.*\.[tr]x_rate\.(unit_of_measurement|value_template)$/,
  /^homeassistant\/.*\.(icon|configuration_url|support_url)$/,
  // devices and people have an id in the configuration now
  /^mikrotik-presence\/bridge\/info\.config_digest$/,
];

/** Known from the radio now, also where 0.1.0 had null. */
const ofRadio = /^\/interfaces\/wifi.*\.(band|channel|frequency_mhz|tx_power_dbm|channel_width)$/;

/** The bridge tells of more. */
const ofEventTypes = /_bridge\/config\.components\.event\.event_types$/;

/** Sessions that last go on counting. */
const ofOpenSessions = /^\/sessions.*\.(duration_seconds|sample_count|(signal_\w+|[tr]x_bytes))$/;

/** Moments that are worked out from a duration in whole seconds. */
const rounded = /\.(connected_since_at|booted_at|from_at)$/;
const ROUNDED_MS = 2000;

export function isExpected(path: string, recorded: unknown, current: unknown): boolean {
  if (changing.some((pattern) => pattern.test(path)) || ofOpenSessions.test(path)) return true;
  if (ofRadio.test(path) && recorded === null) return true;
  if (ofEventTypes.test(path) && Array.isArray(recorded) && Array.isArray(current))
    return recorded.every((type) => current.includes(type));
  if (!rounded.test(path) || typeof recorded !== 'string' || typeof current !== 'string') return false;
  return Math.abs(Date.parse(recorded) - Date.parse(current)) <= ROUNDED_MS;
}
