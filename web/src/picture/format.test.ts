import { describe, expect, it } from 'vitest';
import { ageText, bearingText, clockText, dateText, levelText, milesText, positionText, spanText, speedTens, timeOf } from './format';

describe('format', () => {
  it('levels', () => {
    for (const [fl, geometric, unverified, text] of [
      [350, false, false, 'F350'], [45.25, false, false, 'F045'], [0, false, false, 'F000'], [-3, false, false, 'F-003'], [1270, false, false, 'F1270'],
      [350, true, false, 'G350'], [350, false, true, 'F350?'], [null, false, false, 'F---'], [null, true, true, 'G---?'], [Number.NaN, false, false, 'F---'],
    ] as const) expect(levelText(fl, geometric, unverified)).toBe(text);
  });
  it('speeds, bearings', () => {
    expect([0, 94, 95, 447, 1000].map(speedTens)).toEqual(['00', '09', '10', '45', '100']);
    expect([0, 0.4, 359.6, 7, 90.5, -10, 720].map(bearingText)).toEqual(['360', '360', '360', '007', '091', '350', '360']);
  });
  it('times are UTC with Z, and what is no time is dashes', () => {
    const ms = Date.UTC(2026, 10, 20, 10, 2, 11, 999);
    expect([clockText(ms), dateText(ms)]).toEqual(['10:02:11Z', '2026-11-20']);
    for (const none of [null, Number.NaN, Infinity, 1e300, -1]) expect([clockText(none), dateText(none)]).toEqual(['--:--:--Z', '----------']);
    expect([timeOf('2026-11-20T10:02:11.999Z'), timeOf('yesterday'), timeOf(null)]).toEqual([ms, null, null]);
  });
  it('spans and ages', () => {
    expect([-5, 45, 59.6, 185, 7800].map(spanText)).toEqual(['0 s', '45 s', '1 min 00 s', '3 min 05 s', '2 h 10']);
    expect([0.42, 9.99, 12.3, 180, 9000].map((s) => ageText(s, 'fr'))).toEqual(['0,4 s', '10 s', '12 s', '3 min', '3 h']);
    expect([-1, 0.42, 9.9].map((s) => ageText(s, 'fr', 0))).toEqual(['0 s', '0 s', '10 s']);
  });
  it('distances and positions', () => {
    expect([milesText(22964.8, 'fr'), milesText(22964.8, 'en'), milesText(400000, 'fr')]).toEqual(['12,4 NM', '12.4 NM', '216 NM']);
    expect(positionText(13.4815, 2.18361, 'fr')).toBe("13°28,9'N 002°11,0'E");
    expect(positionText(-0.5, -179.99999, 'en')).toBe("00°30.0'S 180°00.0'W");
  });
});
