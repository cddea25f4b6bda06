/**
 * Is the picture that is shown still the sky? Pure: times are arguments, counted by a clock that never steps (performance.now).
 */
import type { Mode } from './frame';

/**
 * docs/stream.md: after 3 s without a binary message, or of a picture time that stands still, the page must say that the picture is frozen.
 * What is left of the 3 s is for looking and painting; a heartbeat comes each second.
 */
export const FROZEN_AFTER_MS = 2700;

export type Condition =
  /** Never yet a frame: nothing to be frozen. */
  | { state: 'waiting' }
  | { state: 'flowing' }
  /** A replay that stands still: said, but no fault. */
  | { state: 'paused'; forMs: number }
  /** `silent`: nothing comes from the server; `stalled`: the server is there, its picture time does not advance. */
  | { state: 'frozen'; why: 'silent' | 'stalled'; forMs: number };

export class Liveness {
  private lastFrame = Number.NaN;
  private lastAdvance = Number.NaN;
  private atMs = Number.NaN;

  /** A binary message came, at `nowMs` by the page's steady clock, with picture time `atMs`. */
  frame(nowMs: number, atMs: number): void {
    this.lastFrame = nowMs;
    // A replay may jump back: any other time is movement.
    if (atMs !== this.atMs) {
      this.atMs = atMs;
      this.lastAdvance = nowMs;
    }
  }

  condition(nowMs: number, mode: Mode): Condition {
    if (Number.isNaN(this.lastFrame)) return { state: 'waiting' };
    const silence = nowMs - this.lastFrame;
    if (silence >= FROZEN_AFTER_MS) return { state: 'frozen', why: 'silent', forMs: silence };
    const still = nowMs - this.lastAdvance;
    if (still < FROZEN_AFTER_MS) return { state: 'flowing' };
    return mode === 'replay' ? { state: 'paused', forMs: still } : { state: 'frozen', why: 'stalled', forMs: still };
  }
}
