/** Where a broker refuses the will of this service. */
import type { WillManner } from './broker-state.ts';

/** The will as the broker may accept it after it refused this one; the same where it cannot be adapted. */
export function adaptWill(willManner: WillManner, refused: 'retain' | 'qos' | null): WillManner {
  if (refused === 'retain' && willManner.retain) return { ...willManner, retain: false };
  return refused === 'qos' && willManner.qos === 1 ? { ...willManner, qos: 0 } : willManner;
}
