/** A moment on both clocks. */
export interface Instant {
  /** Wall time (epoch ms). It may jump: it dates what happens and measures nothing. */
  at: number;
  /** Monotonic time (ms since an arbitrary start). Every duration is measured on it. */
  monotonicMs: number;
}
