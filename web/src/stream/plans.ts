/**
 * Flight plans, messages that wait for repair and permits, out of `/api/v1/plans`, `/messages` and `/permits`, and what a form about them means.
 * Checked like everything from the wire: a field of the wrong type is absent, a text is only ever text.
 */
import { timeOf } from '../picture/format';
import { count, finite, kept, list, object, oneOf, text, type Raw } from './messages';

export const PHASES = ['active', 'filed', 'arrived', 'cancelled'] as const;
export type Phase = (typeof PHASES)[number];
/** Worst first: as a list puts them. */
export const ALERTINGS = ['detresfa', 'alerfa', 'incerfa', 'none'] as const;
export type Alerting = (typeof ALERTINGS)[number];

export interface PlanPoint {
  name: string;
  estimateMs: number | null;
  passedMs: number | null;
  levelFt: number | null;
}

export interface Plan {
  id: number;
  callsign: string;
  aircraftType: string | null;
  registration: string | null;
  icao: string | null;
  code: string | null;
  departure: string | null;
  destination: string | null;
  offBlockMs: number | null;
  departedMs: number | null;
  arrivedMs: number | null;
  elapsedMin: number | null;
  persons: number | null;
  enduranceMin: number | null;
  route: string;
  other: string;
  points: PlanPoint[];
  phase: Phase;
  alerting: Alerting;
  changedBy: string;
  /** The plan as an ICAO message; only of one plan. */
  message: string | null;
}

export interface Repair {
  atMs: number | null;
  by: string;
  text: string;
  faults: string[];
}

export interface Permit {
  id: number;
  number: string;
  holder: string;
  callsign: string | null;
  registration: string | null;
  icao: string | null;
  fromMs: number | null;
  toMs: number | null;
  remark: string;
  inForce: boolean;
  revokedBy: string | null;
}

const ROUTE_MAX = 4000;
const MESSAGE_MAX = 65_536;
const POINTS_MAX = 500;
const FAULTS_MAX = 50;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const time = (value: unknown): number | null => timeOf(text(value));
const some = (value: unknown): string | null => text(value)?.trim() || null;
/** A message keeps its lines; other control characters are left out. */
const lines = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, MESSAGE_MAX).split(/\r?\n/).map((l) => text(l, MESSAGE_MAX) ?? '').join('\n') : null);

function readPoint(raw: Raw): PlanPoint | null {
  const name = some(raw.name);
  return name === null ? null : { name, estimateMs: time(raw.estimate), passedMs: time(raw.passed), levelFt: finite(raw.level_ft) };
}

export function readPlan(value: unknown): Plan | null {
  const raw = object(value);
  const id = count(raw?.id);
  const phase = oneOf(PHASES, raw?.phase);
  if (raw === null || id === null || phase === null) return null;
  return {
    id,
    callsign: some(raw.callsign) ?? `#${id}`,
    aircraftType: some(raw.aircraft_type),
    registration: some(raw.registration),
    icao: some(raw.icao),
    code: some(raw.code),
    departure: some(raw.departure),
    destination: some(raw.destination),
    offBlockMs: time(raw.off_block),
    departedMs: time(raw.departed),
    arrivedMs: time(raw.arrived),
    elapsedMin: finite(raw.elapsed_min),
    persons: count(raw.persons),
    enduranceMin: finite(raw.endurance_min),
    route: text(raw.route, ROUTE_MAX) ?? '',
    other: text(raw.other, ROUTE_MAX) ?? '',
    points: kept(list(raw.points).slice(0, POINTS_MAX), readPoint),
    phase,
    alerting: oneOf(ALERTINGS, raw.alerting) ?? 'none',
    changedBy: text(raw.changed_by) ?? '',
    message: lines(raw.message),
  };
}

/** Null where this is no list of plans. */
export function readPlans(answer: unknown): Plan[] | null {
  const raw = object(answer);
  return Array.isArray(raw?.plans) ? kept(list(raw.plans), readPlan) : null;
}

export function readRepairs(answer: unknown): Repair[] | null {
  const raw = object(answer);
  if (!Array.isArray(raw?.repair)) return null;
  return kept(list(raw.repair), (r) => {
    const said = lines(r.text);
    const faults = list(r.faults).slice(0, FAULTS_MAX).map((f) => text(f, 400)).filter((f) => f !== null);
    return said === null ? null : { atMs: time(r.at), by: text(r.by) ?? '', text: said, faults };
  });
}

export function readPermits(answer: unknown): Permit[] | null {
  const raw = object(answer);
  if (!Array.isArray(raw?.permits)) return null;
  return kept(list(raw.permits), (p) => {
    const id = count(p.id);
    if (id === null) return null;
    return {
      id,
      number: text(p.number) ?? '',
      holder: text(p.holder) ?? '',
      callsign: some(p.callsign),
      registration: some(p.registration),
      icao: some(p.icao),
      fromMs: time(p.from),
      toMs: time(p.to),
      remark: text(p.remark, ROUTE_MAX) ?? '',
      inForce: p.in_force === true,
      revokedBy: object(p.revoked) && (text(object(p.revoked)?.by) ?? '?'),
    };
  });
}

/** When it arrives: as it did, else the estimate of its last point, else departure and elapsed time. */
export function arrivalMs(plan: Plan): number | null {
  if (plan.arrivedMs !== null) return plan.arrivedMs;
  const last = plan.points.at(-1);
  if (last && last.name === plan.destination && last.estimateMs !== null) return last.estimateMs;
  const from = plan.departedMs ?? plan.offBlockMs;
  return from === null || plan.elapsedMin === null ? null : from + plan.elapsedMin * MINUTE_MS;
}

/** Those whose callsign has the letters sought: who is being looked for first, then who flies, then by time of arrival. */
export function found(plans: readonly Plan[], sought: string): Plan[] {
  const letters = sought.trim().toUpperCase();
  const arrival = (plan: Plan): number => arrivalMs(plan) ?? Number.MAX_VALUE;
  return plans
    .filter((p) => p.callsign.toUpperCase().includes(letters))
    .sort((a, b) => ALERTINGS.indexOf(a.alerting) - ALERTINGS.indexOf(b.alerting) || PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) || arrival(a) - arrival(b) || a.id - b.id);
}

/** A time as typed, UTC: `1028` or `10:28` of the day that brings it nearest to `nowMs`, or `2026-11-20 10:28`, or a date alone. Null where it is none. */
export function typedTime(typed: string, nowMs: number): string | null {
  const said = typed.trim().replace(/z$/i, '');
  const whole = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):?(\d{2}))?$/.exec(said);
  if (whole) {
    const iso = `${whole[1]}T${whole[2] ?? '00'}:${whole[3] ?? '00'}:00.000Z`;
    const ms = Date.parse(iso);
    // A day that the month does not have would pass as a day of the next.
    return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? null : iso;
  }
  const short = /^(\d{2}):?(\d{2})$/.exec(said);
  if (!short || !Number.isFinite(nowMs) || Math.abs(nowMs) > 8e15) return null;
  const [hours, minutes] = [Number(short[1]), Number(short[2])];
  if (hours > 23 || minutes > 59) return null;
  const onDay = Math.floor(nowMs / DAY_MS) * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
  const nearest = onDay - nowMs > DAY_MS / 2 ? onDay - DAY_MS : nowMs - onDay > DAY_MS / 2 ? onDay + DAY_MS : onDay;
  return new Date(nearest).toISOString();
}

/** A flight level as typed, `350`, `F350` or `FL350`, in feet; null where it is none. */
export function typedLevelFt(typed: string): number | null {
  const level = /^F?L?(\d{2,3})$/i.exec(typed.trim());
  return level ? Number(level[1]) * 100 : null;
}

/** `20 1028`, day and time; `-` where there is none. */
export function dayTime(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return '-';
  const iso = new Date(ms).toISOString();
  return /^\d{4}-/.test(iso) ? `${iso.slice(8, 10)} ${iso.slice(11, 16)}` : '-';
}
