import { describe, expect, it } from 'vitest';
import type { Records, Trail } from './frame';
import { COMET_PLOTS, mercatorX, mercatorY, TrackTable } from './tracks';

type R = { n: number; lat?: number; lon?: number; age?: number; level?: number; flags?: number; rate?: number };
function records(list: R[]): Records {
  const column = <T>(make: (values: number[]) => T, value: (r: R) => number): T => make(list.map(value));
  return {
    count: list.length,
    number: column((v) => Uint32Array.from(v), (r) => r.n),
    lat: column((v) => Int32Array.from(v), (r) => (r.lat ?? 0) * 1e7),
    lon: column((v) => Int32Array.from(v), (r) => (r.lon ?? 0) * 1e7),
    level: column((v) => Int16Array.from(v), (r) => r.level ?? 1400),
    speed: column((v) => Uint16Array.from(v), () => 4500),
    track: column((v) => Uint16Array.from(v), () => 16384),
    rate: column((v) => Int16Array.from(v), (r) => r.rate ?? 0),
    flags: column((v) => Uint16Array.from(v), (r) => r.flags ?? 2),
    age: column((v) => Uint16Array.from(v), (r) => r.age ?? 0),
  };
}
const none = new Uint32Array(0);

describe('TrackTable', () => {
  it('takes keyframes and changes, forgets what is removed', () => {
    const t = new TrackTable();
    t.apply(1000, records([{ n: 1 }, { n: 2 }, { n: 3 }]), none, true);
    expect(t.count).toBe(3);
    t.apply(2000, records([{ n: 4 }]), Uint32Array.of(2, 77), false);
    expect([...t.numbers()].sort()).toEqual([1, 3, 4]);
    t.apply(3000, records([{ n: 3 }]), none, true);
    expect([...t.numbers()]).toEqual([3]);
    expect(t.count).toBe(1);
    expect(t.slotOf(1)).toBeUndefined();
  });

  it('grows, and uses freed slots again', () => {
    const t = new TrackTable();
    const many = Array.from({ length: 1000 }, (_, i) => ({ n: i + 1, lat: i / 100 }));
    t.apply(0, records(many), none, true);
    expect(t.count).toBe(1000);
    expect(t.latDeg(t.slotOf(701)!)).toBeCloseTo(7, 6);
    t.apply(0, records([]), none, true);
    t.apply(0, records(many), none, true);
    expect(t.high).toBe(1000);
  });

  it('gives units: level, speed, angle, rate, age; unknown is null', () => {
    const t = new TrackTable();
    t.apply(100000, records([{ n: 1, level: 1401, rate: -90, age: 43 }, { n: 2, level: -32768, rate: -32768 }]), none, true);
    const a = t.slotOf(1)!;
    expect([t.levelFl(a), t.speedKt(a), t.trackDeg(a), t.rateFpm(a), t.ageS(a)]).toEqual([350.25, 450, 90, -900, 4.3]);
    expect([t.levelFl(t.slotOf(2)!), t.rateFpm(t.slotOf(2)!)]).toEqual([null, null]);
    // Age goes on although the track is not in later frames.
    t.apply(105000, records([]), none, false);
    expect(t.ageS(a)).toBeCloseTo(9.3);
  });

  it('a comet holds measured plots only: a repeated position is none', () => {
    const t = new TrackTable();
    const slot = () => t.slotOf(1)!;
    t.apply(0, records([{ n: 1, lat: 10 }]), none, true);
    t.apply(1000, records([{ n: 1, lat: 10, age: 10 }]), none, false);
    t.apply(4000, records([{ n: 1, lat: 10, age: 40 }]), none, false);
    expect(t.plotLen[slot()]).toBe(1);
    t.apply(5000, records([{ n: 1, lat: 10.1 }]), none, false);
    expect(t.plotLen[slot()]).toBe(2);
    const newest = t.plotIndex(slot(), 1);
    expect([t.plotY[newest], t.plotMs[newest]]).toEqual([mercatorY(10.1), 5000]);
    for (let i = 0; i < 200; i++) t.apply(10000 + i * 5000, records([{ n: 1, lat: 10.2 + i / 100 }]), none, false);
    expect(t.plotLen[slot()]).toBe(COMET_PLOTS);
    const times = Array.from({ length: COMET_PLOTS }, (_, i) => t.plotMs[t.plotIndex(slot(), i)]!);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBe(10000 + 199 * 5000);
  });

  it('takes the trail before the first keyframe, unknown tracks are left out', () => {
    const t = new TrackTable();
    t.apply(100000, records([{ n: 1, lat: 10, lon: 5 }]), none, true);
    const trail: Trail = { count: 3, number: Uint32Array.of(1, 1, 9), lat: Int32Array.of(98e6, 99e6, 0), lon: Int32Array.of(5e7, 5e7, 0), ageMs: Uint32Array.of(10000, 5000, 1) };
    t.applyTrail(100000, trail);
    const slot = t.slotOf(1)!;
    expect(Array.from({ length: t.plotLen[slot]! }, (_, i) => t.plotMs[t.plotIndex(slot, i)])).toEqual([90000, 95000, 100000]);
    expect(t.count).toBe(1);
  });

  it('counts tracks that moved', () => {
    const t = new TrackTable();
    t.apply(0, records([{ n: 1, lat: 10 }, { n: 2, lat: 10 }]), none, true);
    t.apply(5000, records([{ n: 1, lat: 10.01 }, { n: 2, lat: 10.0001 }]), none, false);
    expect(t.movedCount).toBe(1);
    t.apply(6000, records([]), Uint32Array.of(1), false);
    expect(t.movedCount).toBe(0);
  });

  it('a jump back in time empties the comets', () => {
    const t = new TrackTable();
    t.apply(100000, records([{ n: 1, lat: 10 }]), none, true);
    t.apply(105000, records([{ n: 1, lat: 10.1 }]), none, false);
    t.apply(50000, records([{ n: 1, lat: 9 }]), none, true);
    expect(t.plotLen[t.slotOf(1)!]).toBe(1);
  });

  it('projects as Web Mercator does', () => {
    expect([mercatorX(-180), mercatorX(0), mercatorY(0)]).toEqual([0, 0.5, 0.5]);
    expect(mercatorY(85.0511287)).toBeCloseTo(0, 5);
    expect(Number.isFinite(mercatorY(90))).toBe(true);
  });
});
