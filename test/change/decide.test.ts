/** Decisions after a write and after contact was lost. */
import { expect, test } from 'vitest';
import { afterWrite, type Found, settle } from '../../src/change/decide.ts';

test.each([
  ['after', true, 'go on'],
  ['after', false, 'go on'],
  ['before', true, 'not written'],
  ['before', false, 'undo'],
  ['other', true, 'undo'],
  ['other', false, 'undo'],
  [null, true, 'lost'],
  [null, false, 'lost'],
] as const)('a write that reads %s, the first one: %s → %s', (standing, isFirst, decision) => {
  expect(afterWrite(standing, isFirst)).toBe(decision);
});

const found = (given: Partial<Found>): Found => ({
  standings: ['after'],
  guard: 'gone',
  wasWritten: true,
  hasFired: false,
  isUndoWanted: false,
  isGuardDue: false,
  mayComeBack: false,
  ...given,
});

test.each<[string, Partial<Found>, ReturnType<typeof settle>]>([
  ['as written', {}, 'watch'],
  ['as written, and a person wants it back', { isUndoWanted: true }, 'undo'],
  ['as written, and the guard is about to fire', { guard: 'armed', isGuardDue: true }, 'wait'],
  ['half written', { standings: ['after', 'before'] }, 'undo'],
  ['as before, never written', { standings: ['before'], wasWritten: false }, 'disarm, then failed'],
  [
    'as before, the guard gone without us',
    { standings: ['before'], wasWritten: false, hasFired: true },
    'disarm, then undone',
  ],
  ['as before, once written', { standings: ['before'] }, 'disarm, then undone'],
  ['written in part of its properties', { standings: ['half'] }, 'undo'],
  ['without its row, which may come back', { standings: ['missing'], mayComeBack: true }, 'wait'],
  ['without its row', { standings: ['missing'] }, 'disarm, then undone'],
  ['changed by another user', { standings: ['other'] }, 'disarm, then undone'],
])('after contact was lost, %s: %s', (_, given, decision) => {
  expect(settle(found(given))).toBe(decision);
});
