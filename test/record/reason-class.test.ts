/** What a reason in the words of a router is taken for. */
import { describe, expect, it } from 'vitest';
import { reasonClasses, reasonClassOf } from '../../src/record/reason-class.ts';

const reasons = {
  client_left: [
    'received deauth: sending station leaving (3)',
    'received disassoc: sending station leaving (8)',
    'received disassoc: unspecified (1)',
    'got deauth, class 3 frame received (7)',
    'reassociating',
  ],
  inactive: [
    'not responding',
    'connection lost',
    'inactivity',
    'received deauth: disassociated due to inactivity (4)',
    'max keepalives without response, removing',
  ],
  weak_signal: [
    'extensive data loss',
    'signal too weak',
    'control frame timeout',
    'no beacons',
    'access-list signal-range',
  ],
  roamed_away: [
    'registered to other interface',
    'roamed to another access point',
    'disassociated due to BSS transition management (12)',
  ],
  wrong_key: [
    'authentication failed',
    'rejected, authentication failed',
    'unicast key exchange timeout',
    'wrong key',
    'invalid PSK',
    'SAE authentication failed, wrong password',
    '4-way handshake failed, MIC mismatch',
    'failed to authenticate',
    'RADIUS server rejected the request',
    '802.1X authentication failed (23)',
  ],
  access_list: ['forbidden by access-list', 'not in local ACL, by default reject', 'in local ACL, reject'],
  handshake: [
    '4-way handshake timeout',
    'received deauth: 4-way handshake timeout (15)',
    'group key exchange timeout',
    'key handshake timeout',
    'SA Query timeout',
    'EAPOL timeout',
    'RADIUS timeout',
    'auth timeout',
  ],
  access_point_stopped: [
    'interface disabled',
    'device disabled',
    'configuration changed',
    'radar detected on 5500',
    'CAP disconnected',
    'AP stopped',
  ],
  kicked: ['decided to deauth, unspecified (1)', 'removed by admin', 'kicked'],
  other: ['hardware failure', 'bad ssid', 'failed to setup compression', '1', 'Ünï'],
} as const;

it('every class has reasons', () =>
  expect(Object.keys(reasons).toSorted()).toEqual([...reasonClasses].toSorted()));

describe.each(Object.entries(reasons))('%s', (expected, all) => {
  it.each(all)('%s', (reason) => {
    expect(reasonClassOf(reason)).toBe(expected);
    expect(reasonClassOf(reason.toUpperCase())).toBe(expected);
  });
});

it('without a reason there is no class', () => expect(reasonClassOf(null)).toBeNull());
