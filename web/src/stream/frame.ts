/**
 * Binary frames of the track stream, version 1: bytes to typed arrays, nothing judged. Written down in docs/stream.md.
 * It does not keep tracks (see tracks.ts) and knows no socket.
 */

export const HEADER_BYTES = 32;
export const RECORD_BYTES = 24;
export const TRAIL_BYTES = 16;
/** More tracks than any server sends; a frame that claims more is refused before anything is allocated. */
export const RECORDS_MAX = 200_000;

export const LEVEL_UNKNOWN = -32768;
export const RATE_UNKNOWN = -32768;
export const AGE_MAX = 65535;

export const Kind = { keyframe: 0, changes: 1, trail: 2, heartbeat: 3 } as const;

export const MODES = ['live', 'replay', 'exercise'] as const;
export type Mode = (typeof MODES)[number];

/** Bits of a record's flags. */
export const Flag = {
  sourceMask: 0x7,
  coasting: 1 << 3,
  tentative: 1 << 4,
  onGround: 1 << 5,
  alertShift: 6,
  alertMask: 3 << 6,
  unacknowledged: 1 << 8,
  simulated: 1 << 9,
  primaryOnly: 1 << 10,
  geometric: 1 << 11,
  unverified: 1 << 12,
  spi: 1 << 13,
} as const;

/** Source of the last position, by the number in bits 0–2. */
export const SOURCES = ['primary', 'ssr', 'modeS', 'adsb', 'mlat', 'remoteId', 'fused', 'foreign'] as const;
export type Source = (typeof SOURCES)[number];

export interface Header {
  kind: number;
  mode: Mode;
  sequence: number;
  /** Picture time, ms since 1970 UTC. */
  atMs: number;
  /** The server's clock when it sent, ms since 1970 UTC. */
  sentMs: number;
  count: number;
  removedCount: number;
}

/** Columns of a keyframe or of changes; one entry per record, integer counts as on the wire. */
export interface Records {
  count: number;
  number: Uint32Array;
  lat: Int32Array;
  lon: Int32Array;
  level: Int16Array;
  speed: Uint16Array;
  track: Uint16Array;
  rate: Int16Array;
  flags: Uint16Array;
  age: Uint16Array;
}

export interface Trail {
  count: number;
  number: Uint32Array;
  lat: Int32Array;
  lon: Int32Array;
  ageMs: Uint32Array;
}

export type Frame =
  | { type: 'tracks'; header: Header; records: Records; removed: Uint32Array }
  | { type: 'trail'; header: Header; trail: Trail }
  | { type: 'heartbeat'; header: Header };

export type Decoded = Frame | { type: 'bad'; why: string };

/** Milliseconds of a 64-bit count of nanoseconds, to the microsecond: in floating point alone a whole second could fall short of itself. */
function msFromNs(view: DataView, offset: number): number {
  return Number(view.getBigInt64(offset, true) / 1000n) / 1000;
}

function bad(why: string): Decoded {
  return { type: 'bad', why };
}

/** Decodes one binary message. Never throws; arbitrary bytes give `bad` with the reason. Unknown kinds are `bad` too. */
export function decodeFrame(buffer: ArrayBuffer): Decoded {
  if (buffer.byteLength < HEADER_BYTES) return bad(`frame of ${buffer.byteLength} bytes is shorter than its header`);
  const view = new DataView(buffer);
  if (view.getUint8(0) !== 0x56) return bad('frame does not begin with V');
  if (view.getUint8(1) !== 1) return bad(`frame of version ${view.getUint8(1)}, this page reads version 1`);
  const mode = MODES[view.getUint8(3)];
  if (mode === undefined) return bad(`unknown mode ${view.getUint8(3)}`);
  const header: Header = {
    kind: view.getUint8(2),
    mode,
    sequence: view.getUint32(4, true),
    atMs: msFromNs(view, 8),
    sentMs: msFromNs(view, 16),
    count: view.getUint32(24, true),
    removedCount: view.getUint32(28, true),
  };
  if (header.count > RECORDS_MAX || header.removedCount > RECORDS_MAX) return bad('frame claims too many records');
  switch (header.kind) {
    case Kind.keyframe:
    case Kind.changes: {
      const need = HEADER_BYTES + header.count * RECORD_BYTES + header.removedCount * 4;
      if (buffer.byteLength < need) return bad(`frame of ${buffer.byteLength} bytes, ${need} needed`);
      const records = readRecords(view, header.count);
      const removed = new Uint32Array(header.removedCount);
      const at = HEADER_BYTES + header.count * RECORD_BYTES;
      for (let i = 0; i < removed.length; i++) removed[i] = view.getUint32(at + i * 4, true);
      return { type: 'tracks', header, records, removed };
    }
    case Kind.trail: {
      const need = HEADER_BYTES + header.count * TRAIL_BYTES;
      if (buffer.byteLength < need) return bad(`trail of ${buffer.byteLength} bytes, ${need} needed`);
      return { type: 'trail', header, trail: readTrail(view, header.count) };
    }
    case Kind.heartbeat:
      return { type: 'heartbeat', header };
    default:
      return bad(`unknown kind ${header.kind}`);
  }
}

function readRecords(view: DataView, count: number): Records {
  const records: Records = {
    count,
    number: new Uint32Array(count),
    lat: new Int32Array(count),
    lon: new Int32Array(count),
    level: new Int16Array(count),
    speed: new Uint16Array(count),
    track: new Uint16Array(count),
    rate: new Int16Array(count),
    flags: new Uint16Array(count),
    age: new Uint16Array(count),
  };
  for (let i = 0, o = HEADER_BYTES; i < count; i++, o += RECORD_BYTES) {
    records.number[i] = view.getUint32(o, true);
    records.lat[i] = view.getInt32(o + 4, true);
    records.lon[i] = view.getInt32(o + 8, true);
    records.level[i] = view.getInt16(o + 12, true);
    records.speed[i] = view.getUint16(o + 14, true);
    records.track[i] = view.getUint16(o + 16, true);
    records.rate[i] = view.getInt16(o + 18, true);
    records.flags[i] = view.getUint16(o + 20, true);
    records.age[i] = view.getUint16(o + 22, true);
  }
  return records;
}

function readTrail(view: DataView, count: number): Trail {
  const trail: Trail = {
    count,
    number: new Uint32Array(count),
    lat: new Int32Array(count),
    lon: new Int32Array(count),
    ageMs: new Uint32Array(count),
  };
  for (let i = 0, o = HEADER_BYTES; i < count; i++, o += TRAIL_BYTES) {
    trail.number[i] = view.getUint32(o, true);
    trail.lat[i] = view.getInt32(o + 4, true);
    trail.lon[i] = view.getInt32(o + 8, true);
    trail.ageMs[i] = view.getUint32(o + 12, true);
  }
  return trail;
}
