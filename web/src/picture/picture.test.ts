import { describe, expect, it } from 'vitest';
import { words } from '../i18n';
import { Flag, type Records } from '../stream/frame';
import type { Alert } from '../stream/messages';
import { mercatorX, mercatorY, TrackTable, type Name } from '../stream/tracks';
import { isOpen, next, ranked, sounding, toAcknowledge } from './alerts';
import { labelAt, leader, place, PLACES, type Wanted } from './declutter';
import { BANDS, bandText, isFaint, shown } from './filter';
import { find } from './find';
import { destination, homeView, rangeBearing } from './geo';
import { labelOf, trackTitle } from './label';
import { countable, order, row } from './list';

interface T {
  n: number;
  level?: number;
  rate?: number;
  flags?: number;
  speed?: number;
  age?: number;
  name?: Partial<Name>;
}
function table(list: T[]): TrackTable {
  const records: Records = {
    count: list.length,
    number: Uint32Array.from(list, (t) => t.n),
    lat: new Int32Array(list.length),
    lon: new Int32Array(list.length),
    level: Int16Array.from(list, (t) => t.level ?? 1400),
    speed: Uint16Array.from(list, (t) => t.speed ?? 4520),
    track: new Uint16Array(list.length),
    rate: Int16Array.from(list, (t) => t.rate ?? 0),
    flags: Uint16Array.from(list, (t) => t.flags ?? 2),
    age: Uint16Array.from(list, (t) => t.age ?? 0),
  };
  const tracks = new TrackTable();
  tracks.apply(0, records, new Uint32Array(0), true);
  for (const t of list) if (t.name) tracks.names.set(t.n, { n: t.n, ...t.name });
  return tracks;
}
const label = (t: Omit<T, 'n'>, detail: 0 | 1 | 2 = 1) => labelOf(table([{ n: 1042, ...t }]), 0, detail, 'SOL');

describe('label', () => {
  const name = { callsign: 'NIG501', squawk: '2301', icao: '06a001' };
  it('has speed, indicatif, level and arrow on three lines', () => {
    expect(label({ name, rate: 100 })).toEqual({ lines: ['45', 'NIG501', 'F350'], arrowLine: 2, trend: 'climb' });
    expect(label({ name, rate: -25 }).trend).toBe('descend');
    expect(label({ name, rate: 10 }).trend).toBe('level');
  });
  it('is shorter and longer on demand', () => {
    expect(label({ name }, 0).lines).toEqual(['NIG501', 'F350']);
    expect(label({ name }, 2).lines).toEqual(['45', 'NIG501', 'F350', 'A2301 06A001']);
    expect(label({}, 2).lines).toEqual(['45', '#1042', 'F350', 'A---- ------']);
  });
  it('always shows an emergency code, the identification pulse and the coasting time', () => {
    expect(label({ name: { ...name, squawk: '7700' } }).lines).toContain('A7700');
    expect(label({ name, flags: 2 | Flag.spi }).lines[1]).toBe('NIG501 SPI');
    expect(label({ name, flags: 2 | Flag.coasting, age: 124 }).lines[0]).toBe('45 +12s');
  });
  it('marks doubtful levels and is never blank', () => {
    expect(label({ name, flags: Flag.unverified }).lines[2]).toBe('F350?');
    expect(label({ name, level: -32768 }).lines[2]).toBe('F---');
    expect(label({ name, flags: Flag.geometric }).lines[2]).toBe('G350');
    expect(label({ name, flags: Flag.onGround }).lines[2]).toBe('SOL');
  });
  it('is named by the best identity there is', () => {
    expect(trackTitle(7, { n: 7, callsign: 'A', squawk: '1', icao: 'b' })).toBe('A');
    expect(trackTitle(7, { n: 7, squawk: '2301', icao: '06a001' })).toBe('A2301');
    expect(trackTitle(7, { n: 7, icao: '06a001' })).toBe('06A001');
    expect(trackTitle(7, undefined)).toBe('#7');
  });
});

describe('declutter', () => {
  const wanted = (x: number, y: number, more: Partial<Wanted> = {}): Wanted => ({ x, y, width: 50, height: 44, always: false, place: -1, ...more });
  it('gives a lone label its usual place, and the one it had before', () => {
    expect(place([wanted(500, 500)])[0]!.place).toBe(0);
    expect(place([wanted(500, 500, { place: 5 })])[0]!.place).toBe(5);
  });
  it('lets no two labels overlap, and none covers a symbol', () => {
    const many = Array.from({ length: 150 }, (_, i) => wanted((i * 7919) % 900, (i * 104729) % 700));
    const placed = place(many);
    const boxes = placed.flatMap((p, i) => (p ? [{ ...p, w: many[i]!.width, h: many[i]!.height }] : []));
    expect(boxes.length).toBeGreaterThan(40);
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false);
      for (const m of many) expect(m.x > a.x && m.x < a.x + a.w && m.y > a.y && m.y < a.y + a.h).toBe(false);
    }
  });
  it('never drops a label that must be shown, and drops others for want of room', () => {
    const crowd = Array.from({ length: 60 }, (_, i) => wanted(300 + (i % 3), 300, { always: i >= 50 }));
    const placed = place(crowd);
    expect(placed.slice(50).every((p) => p !== null)).toBe(true);
    expect(placed.slice(0, 50).some((p) => p === null)).toBe(true);
  });
  it('keeps labels whole on the screen, and those that must be shown as far as can be', () => {
    const screen = { width: 400, height: 300 };
    const inside = (w: Wanted) => {
      const at = place([w], screen)[0];
      return at ? at.x >= 0 && at.y >= 0 && at.x + w.width <= screen.width && at.y + w.height <= screen.height : null;
    };
    for (const always of [false, true]) for (const [x, y] of [[200, 150], [5, 5], [395, 5], [395, 295], [5, 295], [200, 2], [200, 298]] as const) expect(inside(wanted(x, y, { always }))).toBe(true);
    // A place held from before is left when it is off the screen.
    expect(inside(wanted(395, 150, { place: 0, always: true }))).toBe(true);
    // Far outside there is no label but the one that must be.
    expect([inside(wanted(900, 150)), inside(wanted(900, 150, { always: true }))]).toEqual([null, false]);
  });
  it('shows near 300 at most', () => {
    const wide = Array.from({ length: 900 }, (_, i) => wanted((i % 30) * 200, Math.floor(i / 30) * 200));
    expect(place(wide).filter(Boolean)).toHaveLength(300);
  });
  it('a leader never enters the symbol', () => {
    for (let p = 0; p < PLACES.length * 2; p++) {
      const at = labelAt(100, 100, 50, 44, p);
      const line = leader(100, 100, { ...at, width: 50, height: 44 }, 9);
      if (!line) continue;
      const [x1, y1, x2, y2] = line;
      for (let k = 0; k <= 20; k++) expect(Math.hypot(x1 + ((x2 - x1) * k) / 20 - 100, y1 + ((y2 - y1) * k) / 20 - 100)).toBeGreaterThan(8.99);
    }
  });
});

describe('alerts', () => {
  const alert = (id: number, severity: Alert['severity'], state: Alert['state'], more: Partial<Alert> = {}): Alert => ({
    id, severity, state, kind: 'area_entry', track: null, otherTrack: null, label: '', since: null, ended: null, acknowledgedBy: null, acknowledgedAt: null, area: null, distanceM: null, timeToGoS: null, evidence: [], lat: null, lon: null, ...more,
  });
  const all = [alert(1, 'alarm', 'acknowledged'), alert(2, 'caution', 'predicted', { track: 8 }), alert(3, 'alarm', 'raised', { track: 9 }), alert(4, 'warning', 'over', { ended: '2026-11-20T10:00:00Z' }), alert(5, 'caution', 'over', { ended: '2026-11-20T10:05:00Z' })];
  it('puts the unanswered and grave first, keeps the ended apart, latest first', () => {
    const { current, history } = ranked(all);
    expect(current.map((a) => a.id)).toEqual([3, 2, 1]);
    expect(history.map((a) => a.id)).toEqual([5, 4]);
  });
  it('goes round with Tab', () => {
    const { current } = ranked(all);
    expect([null, 3, 2, 1, 99].map((id) => next(current, id)?.id)).toEqual([3, 2, 1, 3, 3]);
    expect(next([], null)).toBeNull();
  });
  it('acknowledges the selected, else the track’s, else the first, never twice', () => {
    const { current } = ranked(all);
    expect(toAcknowledge(current, 2, null)?.id).toBe(2);
    expect(toAcknowledge(current, null, 8)?.id).toBe(2);
    expect(toAcknowledge(current, 1, null)?.id).toBe(3);
    expect(toAcknowledge(current.filter((a) => !isOpen(a)), 1, null)).toBeNull();
  });
  it('sounds for alarms until they are answered', () => {
    expect(sounding(all)).toBe('alarm');
    expect(sounding(all.filter((a) => a.id !== 3))).toBeNull();
    expect(sounding([alert(9, 'warning', 'raised')])).toBe('warning');
  });
});

describe('filter, find and list', () => {
  const tracks = table([
    { n: 1, level: 1400, name: { callsign: 'NIG501', squawk: '2301', icao: '06a001' } },
    { n: 2, level: 200, name: { callsign: 'AFR12', squawk: '2302', icao: '39c001' } },
    { n: 3, level: -32768 },
    { n: 4, level: 200, flags: 2 | (3 << 6) },
  ]);
  it('never hides the alerted, the selected, nor an unknown level', () => {
    const high = BANDS[3]!;
    const visible = (selected: number | null) => [1, 2, 3, 4].filter((n) => shown(tracks, tracks.slotOf(n)!, high, selected));
    expect(visible(null)).toEqual([1, 3, 4]);
    expect(visible(2)).toEqual([1, 2, 3, 4]);
    expect(BANDS.map(bandText)).toEqual(['SFC–UNL', 'SFC–F100', 'F100–F245', 'F245–UNL']);
  });
  it('a tentative track is faint and not listed, unless asked for, alerted or selected', () => {
    const some = table([{ n: 1 }, { n: 2, flags: Flag.tentative }, { n: 3, flags: Flag.tentative | (1 << 6) }, { n: 4, flags: Flag.tentative | Flag.primaryOnly }]);
    const faint = (selected: number | null) => [1, 2, 3, 4].filter((n) => isFaint(some, some.slotOf(n)!, selected));
    expect(faint(null)).toEqual([2, 4]);
    expect(faint(4)).toEqual([2]);
    const listed = (selected: number | null, all: boolean) => order(some, BANDS[0]!, selected, 'callsign', false, words.fr, all).map((e) => e.number);
    expect(listed(null, false)).toEqual([1, 3]);
    expect(listed(4, false)).toEqual([1, 3, 4]);
    expect(listed(null, true)).toEqual([1, 2, 3, 4]);
    expect([countable(some, null, false), countable(some, 4, false), countable(some, null, true)]).toEqual([2, 3, 4]);
    expect(some.countWith(Flag.tentative)).toBe(3);
  });
  it('finds by indicatif, address, code and number', () => {
    for (const [text, numbers] of [['nig', [1]], ['39C', [2]], ['230', [2, 1]], ['#3', [3]], ['F', [2]], ['', []], ['zzz', []]] as const) expect(find(tracks, text, 8).map((h) => h.number)).toEqual(numbers);
  });
  it('sorts either way with unknown values last', () => {
    const entries = (by: 'callsign' | 'level', down: boolean) => order(tracks, BANDS[0]!, null, by, down, words.fr, false);
    const numbers = (by: 'callsign' | 'level', down: boolean) => entries(by, down).map((e) => e.number);
    expect(numbers('callsign', false)).toEqual([3, 4, 2, 1]);
    expect(numbers('level', false)).toEqual([2, 4, 1, 3]);
    expect(numbers('level', true)).toEqual([1, 2, 4, 3]);
    expect(row(tracks, entries('level', false)[3]!, words.fr, 'fr').cells).toMatchObject({ callsign: '#3', level: 'F---', squawk: '----' });
  });
});

describe('home view', () => {
  const home = { lon: 7, lat: 16.2, zoom: 5.4 };
  const fir = [[-3.5, 11.7], [16, 11.7], [16, 23.5], [-3.5, 23.5]].map(([lon, lat]) => [mercatorX(lon!), mercatorY(lat!)] as const);
  it('is the server’s where the outlines fit, or where there are none', () => {
    expect(homeView(home, fir, 2000, 1400)).toEqual(home);
    expect(homeView(home, [], 100, 100)).toEqual(home);
  });
  it('shows the outlines whole in a smaller window', () => {
    for (const [width, height] of [[876, 560], [1008, 714], [1420, 920]] as const) {
      const view = homeView(home, fir, width, height);
      expect(view.zoom).toBeLessThanOrEqual(home.zoom);
      const world = 512 * 2 ** view.zoom;
      for (const [x, y] of fir) {
        expect(Math.abs(x - mercatorX(view.lon)) * world).toBeLessThanOrEqual(width / 2);
        expect(Math.abs(y - mercatorY(view.lat)) * world).toBeLessThanOrEqual(height / 2);
      }
    }
  });
  it('stays where the outlines are much larger than what was meant to be seen', () => {
    expect(homeView({ ...home, zoom: 9 }, fir, 876, 560)).toEqual({ ...home, zoom: 9 });
  });
});

describe('range and bearing', () => {
  it('agrees with known places', () => {
    // One degree of latitude on the sphere of mean radius.
    expect(rangeBearing(10, 5, 11, 5)).toEqual({ metres: expect.closeTo(111195, 0), degrees: 0 });
    expect(rangeBearing(0, 0, 0, 1).degrees).toBeCloseTo(90);
    const there = destination(13.48, 2.18, 60, 400000);
    const back = rangeBearing(13.48, 2.18, there[1], there[0]);
    expect(back.metres).toBeCloseTo(400000, 3);
    expect(back.degrees).toBeCloseTo(60, 6);
  });
});
