/** Events as sentences. */
import { describe, expect, it } from 'vitest';
import { type EventRecord, eventTypes } from '../../../../src/record/event.ts';
import { toAside, toReason, toSentencePieces } from '../../../../src/web/page/timeline/words.ts';
import { toPlain } from '../../../../src/web/page/piece.ts';
import { event } from '../../../rest/journal.ts';
import { spot } from '../../air.ts';

const [kitchen, attic] = [spot('Kitchen'), spot('Attic')];
const sentence = (changed: Partial<EventRecord>) =>
  toPlain(toSentencePieces(event({ name: 'iPad', device_id: '02', count: null, ...changed })));

describe('the sentence', () => {
  it.each<[Partial<EventRecord>, string]>([
    [{ event_type: 'arrived', from: null, to: kitchen }, 'iPad arrived at Kitchen'],
    [{ event_type: 'left', from: kitchen, to: null }, 'iPad left, last at Kitchen'],
    [{ event_type: 'connected', from: null, to: kitchen }, 'iPad connected to Kitchen'],
    [{ event_type: 'disconnected', from: attic, to: null }, 'iPad disconnected from Attic'],
    [{ event_type: 'roamed', from: kitchen, to: attic }, 'iPad roamed from Kitchen to Attic'],
    [
      { event_type: 'roamed', from: spot('Kitchen', '2.4GHz'), to: kitchen },
      'iPad changed from 2.4 GHz to 5 GHz at Kitchen',
    ],
    [{ event_type: 'refused', from: null, to: attic, count: 3 }, 'Attic refused iPad, 3 times'],
    [{ event_type: 'refused', from: null, to: attic, count: 1 }, 'Attic refused iPad'],
    [{ event_type: 'new_stranger', to: attic }, 'New stranger iPad at Attic'],
    [{ event_type: 'access_point_up', to: attic }, 'Access point Attic is up'],
    [{ event_type: 'access_point_down', from: attic }, 'Access point Attic is down'],
    [{ event_type: 'channel_changed', to: attic }, 'Attic changed its channel at 5 GHz'],
    [{ event_type: 'router_up', router: 'main' }, 'Router main answers again'],
    [{ event_type: 'router_down', router: 'main' }, 'Router main does not answer as it should'],
    [{ event_type: 'finding', reason: 'Hall is crowded' }, 'Finding: Hall is crowded'],
    [{ event_type: 'change', action: 'block_device', state: 'kept' }, 'Change Block iPad: made and kept'],
  ])('of %o is "%s"', (changed, expected) => {
    expect(sentence(changed)).toBe(expected);
  });

  it('is one for every type, also where nothing is known of it', () => {
    for (const event_type of eventTypes) {
      const bare = { event_type, name: null, device_id: null, from: null, to: null, reason: null };
      expect(sentence({ ...bare, router: null, action: null, state: null })).toMatch(/\S/);
    }
  });

  it('leads to the device and the access points', () => {
    const pieces = toSentencePieces(
      event({ event_type: 'roamed', name: 'iPad', device_id: '02', from: kitchen, to: attic }),
    );
    expect(pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.href))).toEqual([
      '#/device/02',
      `#/access-points/${kitchen.access_point_id}`,
      `#/access-points/${attic.access_point_id}`,
    ]);
  });
});

it('what follows says network, band and signals, and the words of the router', () => {
  const roam = event({ event_type: 'roamed', from: kitchen, to: { ...attic, signal_dbm: -50 }, reason: 'x' });
  expect(toPlain(toAside(roam))).toBe('home · 5 GHz · −66 → −50 dBm');
  expect(toReason(roam)).toBe('x');
  // the sentence has the title already
  expect(toReason(event({ event_type: 'finding', reason: 'x' }))).toBeNull();
});
