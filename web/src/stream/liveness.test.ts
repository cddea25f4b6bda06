import { describe, expect, it } from 'vitest';
import { Liveness } from './liveness';

describe('Liveness', () => {
  it('waits before the first frame: an unconnected page is not a frozen one', () => {
    expect(new Liveness().condition(1e9, 'live')).toEqual({ state: 'waiting' });
  });
  it('is frozen before 3 s have passed since the last frame, in every mode', () => {
    for (const mode of ['live', 'replay', 'exercise'] as const) {
      const l = new Liveness();
      l.frame(1000, 5);
      expect(l.condition(3699, mode).state).toBe('flowing');
      expect(l.condition(3700, mode)).toEqual({ state: 'frozen', why: 'silent', forMs: 2700 });
    }
  });
  it('heartbeats whose picture time stands are a frozen picture, in a replay a pause', () => {
    const l = new Liveness();
    for (let t = 0; t <= 3500; t += 500) l.frame(t, 77);
    expect(l.condition(3500, 'live')).toEqual({ state: 'frozen', why: 'stalled', forMs: 3500 });
    expect(l.condition(3500, 'exercise').state).toBe('frozen');
    expect(l.condition(3500, 'replay')).toEqual({ state: 'paused', forMs: 3500 });
  });
  it('flows again with the next picture, also when a replay jumps back', () => {
    const l = new Liveness();
    l.frame(0, 1000);
    expect(l.condition(9000, 'live').state).toBe('frozen');
    l.frame(9100, 10);
    expect(l.condition(9200, 'live').state).toBe('flowing');
  });
});
