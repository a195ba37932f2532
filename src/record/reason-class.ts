/** The class of a reason in the words of a router. Its wording differs by driver and release, so words are looked for, in this order. */

export const reasonClasses = [
  'client_left',
  'inactive',
  'weak_signal',
  'roamed_away',
  'wrong_key',
  'access_list',
  'handshake',
  'access_point_stopped',
  'kicked',
  'other',
] as const;
export type ReasonClass = (typeof reasonClasses)[number];

export const REASON_CLASS_MEANING =
  'Class of the reason. client_left: the device ended it. inactive: it no longer answers. wrong_key: it failed to authenticate. handshake: keys were not exchanged, by a wrong key or a weak signal. access_point_stopped: the interface stopped or was set anew. kicked: the access point ended it. null without a reason.';

/** The first that matches decides; what either side may say comes before what shows who ended it. */
const words: readonly (readonly [ReasonClass, RegExp])[] = [
  [
    'weak_signal',
    /weak|signal[- ](?:range|out|too|low|strength)|(?:low|poor|bad) (?:signal|rssi)|out of range|too far|data loss|control frame timeout|no beacons|join timeout/,
  ],
  ['access_list', /access[- ]?list|\bacl\b|forbidden|black-?list|not (?:allowed|permitted)/],
  [
    'roamed_away',
    /roam|bss[- ]transition|(?:registered|associated|connected|moved) (?:to|with|at|on) (?:an)?other|other (?:interface|access point|ap|cap)\b/,
  ],
  [
    'wrong_key',
    // the old drivers have no other words for a wrong passphrase than the first
    /unicast key exchange|(?:wrong|invalid|bad|incorrect) (?:key|psk|pass\w*|mic|credentials)|(?:key|psk|pass\w*|mic) (?:is )?(?:wrong|invalid|incorrect|mismatch|failure|error)|auth(?:entication)? (?:failed|failure|rejected|refused|denied|error)|failed (?:to )?authenti|\b(?:sae|eap|radius|802\.1x)\b.*(?:fail|reject|refus|denied|error|mismatch)/,
  ],
  [
    'handshake',
    /4-?way|handshake|group key|key exchange|eapol|sa query|(?:auth(?:entication)?|assoc(?:iation)?|sae|eap|radius) (?:timeout|timed out)|association (?:failed|failure)|assoc failed|cipher|akmp|\brsn|pmk/,
  ],
  ['client_left', /leaving|reassociating|client (?:left|disconnect)/],
  ['inactive', /inactiv|\bidle\b|respon[ds]|connection lost|lost connection|keepalive|time(?:d )?out/],
  [
    'access_point_stopped',
    /\b(?:interface|device|radio|ap|access point|bss|cap|capsman)\b.* (?:disabled|stopp\w+|down|removed|restart\w*|reset|gone|disconnected)|(?:configuration|config|channel|settings) (?:change|switch)|radar|provision|reboot|shut|disabled/,
  ],
  ['client_left', /(?:received|got) (?:deauth|disassoc)/],
  ['kicked', /deauth|disassoc|kick|removed|by (?:admin|user|operator)/],
];

/** Null without a reason. */
export function reasonClassOf(reason: string | null): ReasonClass | null {
  if (reason === null) return null;
  const text = reason.toLowerCase();
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
}
