import { describe, expect, it } from 'vitest';
import { arrivalMs, dayTime, found, readPermits, readPlan, readPlans, readRepairs, typedLevelFt, typedTime } from './plans';

const T = Date.UTC(2026, 10, 20, 10);
const raw = {
  id: 1, callsign: 'NIG501', departure: 'DRRN', off_block: '2026-11-20T10:00:00.000000000Z', destination: 'DRZA', elapsed_min: 100, route: 'DCT TOBUK', other: '',
  points: [{ name: 'DRRN' }, { name: 'TOBUK', estimate: '2026-11-20T10:30:00Z', level_ft: 35000 }, { position: [1, 2] }], phase: 'filed', alerting: 'none', changed_by: 'X',
};
const plan = (more: object) => readPlan({ ...raw, ...more })!;

describe('readPlan', () => {
  it('has what is known, and points that have a name', () => {
    const p = plan({ message: '(FPL-NIG501-IS\r\n-B738/M\u202e)' });
    expect(p).toMatchObject({ id: 1, callsign: 'NIG501', phase: 'filed', alerting: 'none', aircraftType: null, offBlockMs: T });
    expect(p.points).toEqual([{ name: 'DRRN', estimateMs: null, passedMs: null, levelFt: null }, { name: 'TOBUK', estimateMs: T + 1_800_000, passedMs: null, levelFt: 35000 }]);
    expect(p.message).toBe('(FPL-NIG501-IS\n-B738/M)');
  });
  it('takes no harm from whatever comes', () => {
    for (const value of [null, 5, [], {}, { id: 1 }, { id: 'x', phase: 'filed' }, { id: 1, phase: 'flying' }]) expect(readPlan(value)).toBeNull();
    for (const value of [null, 5, [], {}, { plans: 5 }]) expect([readPlans(value), readPermits(value), readRepairs(value)]).toEqual([null, null, null]);
    expect(readPlans({ plans: [raw, null, { id: 2 }] })).toHaveLength(1);
  });
});

describe('messages and permits', () => {
  it('are read with their faults and who revoked them', () => {
    expect(readRepairs({ repair: [{ at: '2026-11-20T10:00:00Z', by: 'X', text: '(FPL-\n-', faults: ['field 7', 4] }, { by: 'X' }] })).toEqual([{ atMs: T, by: 'X', text: '(FPL-\n-', faults: ['field 7'] }]);
    const [one, two] = readPermits({ permits: [{ id: 1, number: 'NE/1', holder: 'Air', callsign: 'TST', from: '2026-11-20T10:00:00Z', to: 'x', remark: '', in_force: true }, { id: 2, revoked: { by: 'B' } }] })!;
    expect(one).toMatchObject({ callsign: 'TST', icao: null, fromMs: T, toMs: null, inForce: true, revokedBy: null });
    expect(two).toMatchObject({ inForce: false, revokedBy: 'B' });
  });
});

describe('arrivalMs', () => {
  it('is the arrival, else the estimate, else departure and elapsed time', () => {
    expect(arrivalMs(plan({}))).toBe(T + 6_000_000);
    expect(arrivalMs(plan({ departed: '2026-11-20T10:10:00Z' }))).toBe(T + 6_600_000);
    const estimated = [{ name: 'DRZA', estimate: '2026-11-20T11:50:00Z' }];
    expect(arrivalMs(plan({ points: estimated }))).toBe(T + 6_600_000);
    expect(arrivalMs(plan({ points: estimated, arrived: '2026-11-20T11:00:00Z' }))).toBe(T + 3_600_000);
    expect(arrivalMs(plan({ elapsed_min: undefined }))).toBeNull();
  });
});

describe('found', () => {
  it('puts who is being looked for first, then who flies; seeks in the callsign', () => {
    const plans = [plan({ id: 1 }), plan({ id: 2, phase: 'active' }), plan({ id: 3, phase: 'active', alerting: 'incerfa' }), plan({ id: 4, alerting: 'detresfa', callsign: 'AFR1' }), plan({ id: 5, elapsed_min: 5 })];
    expect(found(plans, '').map((p) => p.id)).toEqual([4, 3, 2, 5, 1]);
    expect(found(plans, ' afr ').map((p) => p.id)).toEqual([4]);
  });
});

describe('what is typed', () => {
  it('is a time of the nearest day, or of the day said', () => {
    expect(typedTime('1028', T)).toBe('2026-11-20T10:28:00.000Z');
    expect(typedTime('10:28z', T)).toBe('2026-11-20T10:28:00.000Z');
    expect(typedTime('2350', Date.UTC(2026, 10, 20, 0, 5))).toBe('2026-11-19T23:50:00.000Z');
    expect(typedTime('0005', Date.UTC(2026, 10, 20, 23, 50))).toBe('2026-11-21T00:05:00.000Z');
    expect(typedTime('2026-11-27', T)).toBe('2026-11-27T00:00:00.000Z');
    expect(typedTime('2026-11-27 12:30', T)).toBe('2026-11-27T12:30:00.000Z');
    for (const none of ['', '25:00', '1061', '2026-02-30', '10', 'x', '2026-11-27 99:00']) expect(typedTime(none, T)).toBeNull();
    expect(typedTime('1028', Number.NaN)).toBeNull();
  });
  it('is a flight level', () => {
    expect(['350', 'F350', 'fl090', '95'].map(typedLevelFt)).toEqual([35000, 35000, 9000, 9500]);
    for (const none of ['', '3500', 'A50', '-10', '5']) expect(typedLevelFt(none)).toBeNull();
  });
  it('is shown as day and time', () => {
    expect(dayTime(T)).toBe('20 10:00');
    for (const none of [null, Number.NaN, 9e15]) expect(dayTime(none)).toBe('-');
  });
});
