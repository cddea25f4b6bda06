/**
 * Text messages of the track stream: JSON to checked values. A field that has the wrong type is treated as absent, a whole message
 * that cannot be read gives null; texts are cut to a sane length and never interpreted. Written down in docs/stream.md.
 */
import { MODES, type Mode } from './frame';
import type { Name } from './tracks';

export interface Hello {
  type: 'hello';
  version: number;
  server: string;
  site: string;
  mode: Mode;
  /** True also in the replay of an exercise, whose mode is `replay`. */
  exercise: boolean;
  heartbeatMs: number;
  home: { lat: number; lon: number; zoom: number };
}

export interface SensorSite {
  id: number;
  name: string;
  kind: string;
  lat: number | null;
  lon: number | null;
  rangeM: number | null;
}

export interface Area {
  id: number;
  name: string;
  kind: string;
  lowerFt: number | null;
  upperFt: number | null;
  from: string | null;
  to: string | null;
  active: boolean;
  polygon: [number, number][];
}

export interface Static {
  type: 'static';
  rev: number;
  sensors: SensorSite[];
  areas: Area[];
}

export interface Names {
  type: 'names';
  full: boolean;
  tracks: Name[];
}

export const SEVERITIES = ['caution', 'warning', 'alarm'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const ALERT_STATES = ['predicted', 'raised', 'acknowledged', 'over'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export interface Alert {
  id: number;
  kind: string;
  severity: Severity;
  state: AlertState;
  track: number | null;
  /** The other of two tracks. */
  otherTrack: number | null;
  label: string;
  since: string | null;
  ended: string | null;
  acknowledgedBy: string | null;
  acknowledgedAt: string | null;
  area: string | null;
  distanceM: number | null;
  timeToGoS: number | null;
  evidence: { key: string; value: string }[];
  lat: number | null;
  lon: number | null;
}

export interface Alerts {
  type: 'alerts';
  rev: number;
  alerts: Alert[];
}

export const SENSOR_STATES = ['waiting', 'alive', 'silent'] as const;
export type SensorState = (typeof SENSOR_STATES)[number];

export interface Sensor {
  id: number;
  name: string;
  kind: string;
  state: SensorState;
  ageS: number | null;
  rateHz: number | null;
  turnS: number | null;
  errors: number;
  note: string | null;
}

export interface Sensors {
  type: 'sensors';
  sensors: Sensor[];
}

export type Message = Hello | Static | Names | Alerts | Sensors;

const TEXT_MAX = 200;
/** A sensor's note is up to two sentences, of its door and of its data. */
const NOTE_MAX = 500;
const LIST_MAX = 200_000;
const POLYGON_MAX = 20_000;

export type Raw = Record<string, unknown>;

export function object(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}
/** Text cut to length; control and direction-changing characters, which could disguise what is shown, are left out. */
export function text(value: unknown, max = TEXT_MAX): string | null {
  if (typeof value !== 'string') return null;
  return value.slice(0, max).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
}
export function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, LIST_MAX) : [];
}
export function kept<T>(values: unknown[], read: (raw: Raw) => T | null): T[] {
  const out: T[] = [];
  for (const value of values) {
    const raw = object(value);
    const item = raw && read(raw);
    if (item !== null) out.push(item);
  }
  return out;
}
export function oneOf<T extends string>(values: readonly T[], value: unknown): T | null {
  return values.find((v) => v === value) ?? null;
}

function latitude(value: unknown): number | null {
  const v = finite(value);
  return v !== null && Math.abs(v) <= 90 ? v : null;
}
function longitude(value: unknown): number | null {
  const v = finite(value);
  return v !== null && Math.abs(v) <= 180 ? v : null;
}

function readHello(raw: Raw): Hello | null {
  const mode = oneOf(MODES, raw.mode);
  const version = count(raw.version);
  if (mode === null || version === null) return null;
  const home = object(raw.home) ?? {};
  return {
    type: 'hello',
    version,
    server: text(raw.server) ?? '',
    site: text(raw.site) ?? '',
    mode,
    exercise: raw.exercise === true,
    heartbeatMs: finite(raw.heartbeat_ms) ?? 1000,
    home: { lat: latitude(home.lat) ?? 17, lon: longitude(home.lon) ?? 8.5, zoom: Math.max(1, Math.min(14, finite(home.zoom) ?? 5)) },
  };
}

function readSite(raw: Raw): SensorSite | null {
  const id = count(raw.id);
  if (id === null) return null;
  return {
    id,
    name: text(raw.name) ?? '',
    kind: text(raw.kind) ?? '',
    lat: latitude(raw.lat),
    lon: longitude(raw.lon),
    rangeM: finite(raw.range_m),
  };
}

function readArea(raw: Raw): Area | null {
  const id = count(raw.id);
  if (id === null) return null;
  const polygon: [number, number][] = [];
  for (const point of list(raw.polygon).slice(0, POLYGON_MAX)) {
    if (!Array.isArray(point)) continue;
    const lon = longitude(point[0]);
    const lat = latitude(point[1]);
    if (lon !== null && lat !== null) polygon.push([lon, lat]);
  }
  if (polygon.length < 2) return null;
  return {
    id,
    name: text(raw.name) ?? '',
    kind: text(raw.kind) ?? '',
    lowerFt: finite(raw.lower_ft),
    upperFt: finite(raw.upper_ft),
    from: text(raw.from),
    to: text(raw.to),
    active: raw.active !== false,
    polygon,
  };
}

function readName(raw: Raw): Name | null {
  const n = count(raw.n);
  if (n === null) return null;
  const name: Name = { n };
  const callsign = text(raw.callsign)?.trim();
  if (callsign) name.callsign = callsign;
  const icao = text(raw.icao);
  if (icao) name.icao = icao;
  const addressKind = text(raw.address_kind);
  if (addressKind) name.addressKind = addressKind;
  const squawk = text(raw.squawk);
  if (squawk) name.squawk = squawk;
  const category = text(raw.category);
  if (category) name.category = category;
  const emergency = text(raw.emergency);
  if (emergency) name.emergency = emergency;
  if (Array.isArray(raw.sensors)) name.sensors = list(raw.sensors).filter((s): s is number => count(s) !== null);
  const identified = text(raw.identified);
  if (identified) name.identified = identified;
  const identity = text(raw.identity)?.trim();
  if (identity) name.identity = identity;
  if (raw.simulated === true) name.simulated = true;
  return name;
}

function readAlert(raw: Raw): Alert | null {
  const id = count(raw.id);
  const severity = oneOf(SEVERITIES, raw.severity);
  const state = oneOf(ALERT_STATES, raw.state);
  const kind = text(raw.kind);
  if (id === null || severity === null || state === null || kind === null) return null;
  return {
    id,
    kind,
    severity,
    state,
    track: count(raw.track),
    otherTrack: count(raw.other_track),
    label: text(raw.label) ?? '',
    since: text(raw.since),
    ended: text(raw.ended),
    acknowledgedBy: text(raw.acknowledged_by),
    acknowledgedAt: text(raw.acknowledged_at),
    area: typeof raw.area === 'number' ? String(raw.area) : text(raw.area),
    distanceM: finite(raw.distance_m),
    timeToGoS: finite(raw.time_to_go_s),
    evidence: kept(list(raw.evidence).slice(0, 50), (e) => {
      const key = text(e.key);
      return key === null ? null : { key, value: typeof e.value === 'string' ? (text(e.value) ?? '') : String(e.value ?? '').slice(0, TEXT_MAX) };
    }),
    lat: latitude(raw.lat),
    lon: longitude(raw.lon),
  };
}

function readSensor(raw: Raw): Sensor | null {
  const id = count(raw.id);
  const state = oneOf(SENSOR_STATES, raw.state);
  if (id === null || state === null) return null;
  return {
    id,
    name: text(raw.name) ?? '',
    kind: text(raw.kind) ?? '',
    state,
    ageS: finite(raw.age_s),
    rateHz: finite(raw.rate_hz),
    turnS: finite(raw.turn_s),
    errors: count(raw.errors) ?? 0,
    note: text(raw.note, NOTE_MAX),
  };
}

/** Reads one text message; null for what is not understood (an unknown `type` is no error: the protocol may grow). */
export function readMessage(json: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const raw = object(value);
  if (raw === null) return null;
  switch (raw.type) {
    case 'hello':
      return readHello(raw);
    case 'static':
      return { type: 'static', rev: count(raw.rev) ?? 0, sensors: kept(list(raw.sensors), readSite), areas: kept(list(raw.areas), readArea) };
    case 'names':
      return { type: 'names', full: raw.full === true, tracks: kept(list(raw.tracks), readName) };
    case 'alerts':
      return { type: 'alerts', rev: count(raw.rev) ?? 0, alerts: kept(list(raw.alerts), readAlert) };
    case 'sensors':
      return { type: 'sensors', sensors: kept(list(raw.sensors), readSensor) };
    default:
      return null;
  }
}
