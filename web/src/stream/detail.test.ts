import { describe, expect, it } from 'vitest';
import { detailEveryMs, detailOf } from './detail';

const track = {
  number: 7, plots: 34, initiated: '2026-11-20T16:29:04.406250Z', nic: 8, nac_p: 9, nac_v: 2, sil: 3, position_covariance_m2: { ee: 100, en: 0, nn: 400 },
  contributions: [
    { sensor: 1, kind: 'mode_s', at: '2026-11-20T16:29:12.398437500Z' },
    { sensor: 4, kind: 'adsb', at: '2026-11-20T16:29:19Z' },
    { sensor: 4, kind: 'adsb', at: '2026-11-20T16:29:18Z' },
    { sensor: 'x', kind: 'adsb', at: '2026-11-20T16:29:18Z' },
    { sensor: 5, kind: 7, at: 'yesterday' },
  ],
};

describe('detailOf', () => {
  it('has the latest of each sensor first, and the quality', () => {
    const detail = detailOf({ tracks: [{ number: 6 }, track] }, 7)!;
    expect(detail.contributions.map((c) => [c.sensor, c.kind, c.atMs])).toEqual([[4, 'adsb', Date.parse('2026-11-20T16:29:19Z')], [1, 'mode_s', Date.parse('2026-11-20T16:29:12.398Z')]]);
    expect(detail).toMatchObject({ sigmaM: 20, nic: 8, nacP: 9, nacV: 2, sil: 3, plots: 34, initiatedMs: Date.parse('2026-11-20T16:29:04.406Z') });
  });
  it('takes the worst axis of a tilted ellipse', () => {
    // 45°: variances 900 and 100 along the axes.
    expect(detailOf({ tracks: [{ number: 1, position_covariance_m2: { ee: 500, en: 400, nn: 500 } }] }, 1)!.sigmaM).toBeCloseTo(30);
  });
  it('is null for what is not there, and whatever comes does no harm', () => {
    for (const picture of [null, 5, 'x', [], {}, { tracks: 5 }, { tracks: [null, 3, { number: '7' }] }]) expect(detailOf(picture, 7)).toBeNull();
    expect(detailOf({ tracks: [{ number: 7, contributions: 'x', position_covariance_m2: { ee: -5, en: 0, nn: -5 }, nic: 'y' }] }, 7)).toEqual({ contributions: [], sigmaM: null, nic: null, nacP: null, nacV: null, sil: null, plots: null, initiatedMs: null });
  });
  it('is asked for seldom where there are many tracks', () => {
    expect([0, 70, 200, 5000].map(detailEveryMs)).toEqual([2000, 2000, 2000, 50000]);
  });
});
