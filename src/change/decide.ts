/** What to do next, from what was read. No decision reads, writes or waits. */
import type { Standing } from './edit.ts';

/** After a write and its read-back. `isFirst`: nothing else of this change is written yet; null: the router cannot be read. */
export function afterWrite(
  standing: Standing | null,
  isFirst: boolean,
): 'go on' | 'not written' | 'undo' | 'lost' {
  if (standing === null) return 'lost';
  if (standing === 'after') return 'go on';
  return standing === 'before' && isFirst ? 'not written' : 'undo';
}

export interface Found {
  standings: readonly Standing[];
  guard: 'armed' | 'gone';
  wasWritten: boolean;
  /** It was armed, and is gone without us. */
  hasFired: boolean;
  isUndoWanted: boolean;
  /** The guard fires so soon that nothing may be decided against it. */
  isGuardDue: boolean;
  /** A missing row may still be one that the router does not show yet. */
  mayComeBack: boolean;
}

/** After contact was lost, or the service was away. `watch`: everything is as written; prove it, then keep it. */
export function settle({
  standings,
  guard,
  wasWritten,
  hasFired,
  isUndoWanted,
  isGuardDue,
  mayComeBack,
}: Found): 'watch' | 'undo' | 'disarm, then undone' | 'disarm, then failed' | 'wait' {
  if (guard === 'armed' && isGuardDue) return 'wait';
  const isBefore = standings.every((standing) => standing === 'before');
  if (isBefore) return wasWritten || hasFired ? 'disarm, then undone' : 'disarm, then failed';
  const isAfter = standings.every((standing) => standing === 'after');
  if (isAfter && !isUndoWanted) return 'watch';
  if (mayComeBack && standings.includes('missing')) return 'wait';
  const isOthers = standings.every((standing) => standing !== 'after' && standing !== 'half');
  return isOthers ? 'disarm, then undone' : 'undo';
}
