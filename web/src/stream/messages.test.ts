import { describe, expect, it } from 'vitest';
import { readMessage } from './messages';

const read = (value: unknown) => readMessage(JSON.stringify(value));

describe('readMessage', () => {
  it('reads hello', () => {
    expect(read({ type: 'hello', version: 1, server: 'vigie 0.1.0', site: 'FIR Niamey', mode: 'exercise', heartbeat_ms: 1000, home: { lat: 17, lon: 8.5, zoom: 5 } })).toEqual({
      type: 'hello', version: 1, server: 'vigie 0.1.0', site: 'FIR Niamey', mode: 'exercise', exercise: false, heartbeatMs: 1000, home: { lat: 17, lon: 8.5, zoom: 5 },
    });
    for (const [said, exercise] of [[true, true], [false, false], ['true', false], [1, false], [null, false]]) expect(read({ type: 'hello', version: 1, mode: 'replay', exercise: said })).toMatchObject({ mode: 'replay', exercise });
    expect(read({ type: 'hello', version: 1, mode: 'party' })).toBeNull();
  });

  it('reads static; a polygon that is none is left out', () => {
    const message = read({
      type: 'static', rev: 3,
      sensors: [{ id: 0, name: 'Niamey', kind: 'radar', lat: 13.48, lon: 2.18, range_m: 400000 }, { name: 'no id' }],
      areas: [
        { id: 0, name: 'ZR', kind: 'restricted', lower_ft: null, upper_ft: 24500, from: null, to: null, active: false, polygon: [[1, 2], [3, 4], ['x', 5], [200, 0]] },
        { id: 1, name: 'empty', kind: 'fir', polygon: [] },
      ],
    });
    if (message?.type !== 'static') throw new Error('not static');
    expect(message.sensors).toHaveLength(1);
    expect(message.areas).toEqual([{ id: 0, name: 'ZR', kind: 'restricted', lowerFt: null, upperFt: 24500, from: null, to: null, active: false, polygon: [[1, 2], [3, 4]] }]);
  });

  it('reads names: absent stays absent, text is cut and cleaned', () => {
    const message = read({ type: 'names', full: true, tracks: [{ n: 1, callsign: 'NIG501 ', squawk: '2301', sensors: [0, 'x', 3] }, { n: 2, callsign: 'A\u202eB\u0000C' }, { n: -1 }, { n: 3, callsign: 'x'.repeat(5000) }] });
    if (message?.type !== 'names') throw new Error('not names');
    expect(message.tracks.slice(0, 2)).toEqual([{ n: 1, callsign: 'NIG501', squawk: '2301', sensors: [0, 3] }, { n: 2, callsign: 'ABC' }]);
    expect(message.tracks[2]!.callsign).toHaveLength(200);
  });

  it('reads alerts; one bad alert costs itself only', () => {
    const message = read({
      type: 'alerts', rev: 17,
      alerts: [
        { id: 3, kind: 'emergency_squawk', severity: 'alarm', state: 'raised', track: 1042, label: 'NIG501', since: '2026-11-20T10:01:12Z', ended: null, acknowledged_by: null, acknowledged_at: null, area: null, distance_m: null, time_to_go_s: 12.5, evidence: [{ key: 'squawk', value: '7700' }, { key: 'replies', value: 2 }, 5], lat: 16.1, lon: 7.9 },
        { id: 4, kind: 'x', severity: 'boom', state: 'raised' },
      ],
    });
    if (message?.type !== 'alerts') throw new Error('not alerts');
    expect(message.alerts).toHaveLength(1);
    expect(message.alerts[0]).toMatchObject({ id: 3, severity: 'alarm', track: 1042, timeToGoS: 12.5, distanceM: null, acknowledgedBy: null, evidence: [{ key: 'squawk', value: '7700' }, { key: 'replies', value: '2' }] });
  });

  it('reads sensors', () => {
    const message = read({ type: 'sensors', sensors: [{ id: 0, name: 'Niamey', kind: 'radar', state: 'alive', age_s: 0.4, rate_hz: 3.1, turn_s: 5, errors: 0, note: null }, { id: 1, state: 'dancing' }] });
    expect(message).toEqual({ type: 'sensors', sensors: [{ id: 0, name: 'Niamey', kind: 'radar', state: 'alive', ageS: 0.4, rateHz: 3.1, turnS: 5, errors: 0, note: null }] });
  });

  it('gives null for what it does not understand', () => {
    for (const json of ['', '{', '[]', 'null', '5', '"hello"', '{}', '{"type":"future"}', '{"type":7}', '{"type":"hello"}']) expect(readMessage(json)).toBeNull();
    for (const type of ['static', 'names', 'alerts', 'sensors']) expect(readMessage(JSON.stringify({ type, sensors: 'x', areas: 5, tracks: null, alerts: {} }))).toMatchObject({ type });
  });
});
