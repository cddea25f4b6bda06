import { describe, expect, it } from 'vitest';
import { decodeFrame, Flag, HEADER_BYTES, Kind, RECORD_BYTES } from './frame';

interface Wire {
  kind?: number;
  mode?: number;
  version?: number;
  sequence?: number;
  atNs?: bigint;
  sentNs?: bigint;
  count?: number;
  removedCount?: number;
  body?: number;
}
/** A frame with its header written, and `body` zero bytes after it. */
function wire({ kind = 0, mode = 0, version = 1, sequence = 7, atNs = 0n, sentNs = 0n, count = 0, removedCount = 0, body = 0 }: Wire): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + body));
  view.setUint8(0, 0x56);
  view.setUint8(1, version);
  view.setUint8(2, kind);
  view.setUint8(3, mode);
  view.setUint32(4, sequence, true);
  view.setBigInt64(8, atNs, true);
  view.setBigInt64(16, sentNs, true);
  view.setUint32(24, count, true);
  view.setUint32(28, removedCount, true);
  return view;
}

describe('decodeFrame', () => {
  it('reads a header: kind, mode, sequence, times', () => {
    const at = BigInt(Date.UTC(2026, 10, 20, 10, 2, 11, 250)) * 1000000n;
    const frame = decodeFrame(wire({ kind: Kind.heartbeat, mode: 2, sequence: 0xfffffffe, atNs: at, sentNs: at + 1500000n }).buffer);
    expect(frame).toEqual({
      type: 'heartbeat',
      header: { kind: 3, mode: 'exercise', sequence: 0xfffffffe, atMs: Date.UTC(2026, 10, 20, 10, 2, 11, 250), sentMs: Date.UTC(2026, 10, 20, 10, 2, 11, 250) + 1.5, count: 0, removedCount: 0 },
    });
  });

  it('reads records and removed numbers, signed and unsigned at their limits', () => {
    const view = wire({ kind: Kind.changes, count: 2, removedCount: 2, body: 2 * RECORD_BYTES + 8 });
    let o = HEADER_BYTES;
    view.setUint32(o, 4294967295, true);
    view.setInt32(o + 4, 134815000, true);
    view.setInt32(o + 8, -21836100, true);
    view.setInt16(o + 12, -32768, true);
    view.setUint16(o + 14, 4503, true);
    view.setUint16(o + 16, 65535, true);
    view.setInt16(o + 18, -180, true);
    view.setUint16(o + 20, 6 | Flag.coasting | (3 << 6) | Flag.unacknowledged, true);
    view.setUint16(o + 22, 65535, true);
    o += RECORD_BYTES;
    view.setUint32(o, 12, true);
    view.setInt16(o + 12, 1400, true);
    o += RECORD_BYTES;
    view.setUint32(o, 99, true);
    view.setUint32(o + 4, 100, true);
    const frame = decodeFrame(view.buffer);
    if (frame.type !== 'tracks') throw new Error(frame.type);
    const { records, removed } = frame;
    expect([...records.number]).toEqual([4294967295, 12]);
    expect([records.lat[0], records.lon[0]]).toEqual([134815000, -21836100]);
    expect([...records.level]).toEqual([-32768, 1400]);
    expect([records.speed[0], records.track[0], records.rate[0], records.age[0]]).toEqual([4503, 65535, -180, 65535]);
    expect(records.flags[0]).toBe(6 | 8 | 192 | 256);
    expect([...removed]).toEqual([99, 100]);
  });

  it('reads a trail', () => {
    const view = wire({ kind: Kind.trail, count: 1, body: 16 });
    view.setUint32(32, 5, true);
    view.setInt32(36, 1, true);
    view.setInt32(40, -2, true);
    view.setUint32(44, 60000, true);
    const frame = decodeFrame(view.buffer);
    if (frame.type !== 'trail') throw new Error(frame.type);
    expect([frame.trail.number[0], frame.trail.lat[0], frame.trail.lon[0], frame.trail.ageMs[0]]).toEqual([5, 1, -2, 60000]);
  });

  it('refuses what it cannot read, and says why', () => {
    for (const [view, why] of [
      [new DataView(new ArrayBuffer(31)), /31 bytes/],
      [new DataView(new ArrayBuffer(64)), /begin with V/],
      [wire({ version: 2 }), /version 2/],
      [wire({ mode: 3 }), /mode 3/],
      [wire({ kind: 9 }), /kind 9/],
      [wire({ count: 1, body: 23 }), /56 needed/],
      [wire({ kind: 1, removedCount: 2, body: 7 }), /40 needed/],
      [wire({ kind: 2, count: 4000000000 }), /too many/],
      [wire({ kind: 3, removedCount: 4000000000 }), /too many/],
    ] as const) {
      const frame = decodeFrame(view.buffer as ArrayBuffer);
      expect(frame.type).toBe('bad');
      if (frame.type === 'bad') expect(frame.why).toMatch(why);
    }
  });

  it('never throws on arbitrary bytes', () => {
    let seed = 1;
    const next = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0);
    let good = 0;
    for (let i = 0; i < 20000; i++) {
      const bytes = Uint8Array.from({ length: next() % 120 }, () => next() >>> 24);
      if (bytes.length > 3 && i % 2 === 0) bytes.set([0x56, 1, (next() >>> 8) % 5, (next() >>> 8) % 3]);
      if (bytes.length > 31 && i % 4 === 0) bytes.fill(0, 24, 32);
      if (decodeFrame(bytes.buffer).type !== 'bad') good++;
    }
    // The generator reaches beyond the first checks.
    expect(good).toBeGreaterThan(500);
  });
});
