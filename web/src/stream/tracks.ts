/**
 * The tracks of the picture in columns (typed arrays), outside the framework: one slot per track, plots of the last minutes in a
 * ring beside it. Positions are where they were last measured; nothing is extrapolated here.
 */
import { AGE_MAX, Flag, LEVEL_UNKNOWN, RATE_UNKNOWN, SOURCES, type Records, type Source, type Trail } from './frame';

/** Plots kept for the comet of one track. */
export const COMET_PLOTS = 64;
/** A track counts as moved when its position is this far (degrees, about 100 m) from where it was first seen. */
const MOVED_DEG_E7 = 10_000;
/** ADS-B measures twice a second: of plots nearer in time than this one is kept, so that the comet shows minutes. Radar turns are longer. */
const COMET_SPACING_MS = 3500;
/** Ages come in tenths of a second: a later time of measurement by less than this is the same plot. */
const SAME_PLOT_MS = 250;

/** What the stream's `names` messages say of a track; every text is as received, to be shown as text only. */
export interface Name {
  n: number;
  callsign?: string;
  icao?: string;
  addressKind?: string;
  squawk?: string;
  category?: string;
  emergency?: string;
  sensors?: number[];
  identified?: string;
  /** Who it is taken to be. */
  identity?: string;
  simulated?: boolean;
}

/** Where Web Mercator ends: atan(sinh(π)). */
const LAT_MAX = 85.0511287798;
/** Web Mercator, the whole world in 0..1. */
export function mercatorX(lonDeg: number): number {
  return (lonDeg + 180) / 360;
}
export function mercatorY(latDeg: number): number {
  const s = Math.sin((Math.max(-LAT_MAX, Math.min(LAT_MAX, latDeg)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

export class TrackTable {
  /** Slots 0..high may be in use; `number[slot] === 0 && !used[slot]` is free. */
  high = 0;
  count = 0;
  atMs = Number.NaN;
  /** Counts every change of the table, so that a view knows whether to redraw. */
  revision = 0;

  used = new Uint8Array(0);
  number = new Uint32Array(0);
  lat = new Int32Array(0);
  lon = new Int32Array(0);
  x = new Float64Array(0);
  y = new Float64Array(0);
  level = new Int16Array(0);
  speed = new Uint16Array(0);
  track = new Uint16Array(0);
  rate = new Int16Array(0);
  flags = new Uint16Array(0);
  /** Time of the last position, ms since 1970 UTC. */
  measuredMs = new Float64Array(0);
  /** Age when last told was the largest the wire can say: "at least". */
  ageSaturated = new Uint8Array(0);
  private firstLat = new Int32Array(0);
  private firstLon = new Int32Array(0);
  private moved = new Uint8Array(0);
  movedCount = 0;

  /** Comets: ring of COMET_PLOTS per slot, Mercator and time. */
  plotX = new Float64Array(0);
  plotY = new Float64Array(0);
  plotMs = new Float64Array(0);
  plotLen = new Uint8Array(0);
  plotHead = new Uint8Array(0);

  readonly names = new Map<number, Name>();
  private slots = new Map<number, number>();
  private free: number[] = [];

  slotOf(number: number): number | undefined {
    return this.slots.get(number);
  }

  /** Numbers of all tracks, in no order. */
  numbers(): IterableIterator<number> {
    return this.slots.keys();
  }

  clear(): void {
    this.slots.clear();
    this.free = [];
    this.names.clear();
    this.used.fill(0);
    this.high = 0;
    this.count = 0;
    this.movedCount = 0;
    this.atMs = Number.NaN;
    this.revision++;
  }

  /** Takes a keyframe (`replace`: whatever it does not hold is gone) or changes. */
  apply(atMs: number, records: Records, removed: Uint32Array, replace: boolean): void {
    // A replay that jumps back: comets drawn from the other time would be wrong.
    if (atMs < this.atMs - 1000) this.plotLen.fill(0);
    this.atMs = atMs;
    if (replace) {
      const kept = new Set<number>();
      for (let i = 0; i < records.count; i++) kept.add(records.number[i]!);
      for (const number of [...this.slots.keys()]) if (!kept.has(number)) this.remove(number);
    }
    for (let i = 0; i < records.count; i++) this.put(atMs, records, i);
    for (const number of removed) this.remove(number);
    this.revision++;
  }

  /** Takes the plots before the first keyframe; oldest first within a track, and never newer than the track itself. */
  applyTrail(atMs: number, trail: Trail): void {
    const seen = new Set<number>();
    for (let i = 0; i < trail.count; i++) {
      const slot = this.slots.get(trail.number[i]!);
      if (slot === undefined) continue;
      if (!seen.has(slot)) {
        seen.add(slot);
        this.plotLen[slot] = 0;
        this.plotHead[slot] = 0;
      }
      this.addPlot(slot, mercatorX(trail.lon[i]! / 1e7), mercatorY(trail.lat[i]! / 1e7), atMs - trail.ageMs[i]!);
    }
    // The newest plot of the trail may be the position itself, or stop short of it.
    for (const slot of seen) this.addPlot(slot, this.x[slot]!, this.y[slot]!, this.measuredMs[slot]!);
    this.revision++;
  }

  private addPlot(slot: number, x: number, y: number, ms: number): void {
    const base = slot * COMET_PLOTS;
    const length = this.plotLen[slot]!;
    if (length > 0) {
      const newest = base + ((this.plotHead[slot]! + length - 1) % COMET_PLOTS);
      if (ms - this.plotMs[newest]! < COMET_SPACING_MS) return;
    }
    let at: number;
    if (length < COMET_PLOTS) {
      at = base + ((this.plotHead[slot]! + length) % COMET_PLOTS);
      this.plotLen[slot] = length + 1;
    } else {
      at = base + this.plotHead[slot]!;
      this.plotHead[slot] = (this.plotHead[slot]! + 1) % COMET_PLOTS;
    }
    this.plotX[at] = x;
    this.plotY[at] = y;
    this.plotMs[at] = ms;
  }

  /** Index into the plot columns of a slot's plot, 0 the oldest. */
  plotIndex(slot: number, i: number): number {
    return slot * COMET_PLOTS + ((this.plotHead[slot]! + i) % COMET_PLOTS);
  }

  private put(atMs: number, records: Records, i: number): void {
    const number = records.number[i]!;
    const lat = records.lat[i]!;
    const lon = records.lon[i]!;
    const measured = atMs - records.age[i]! * 100;
    let slot = this.slots.get(number);
    if (slot === undefined) {
      slot = this.take(number);
      this.firstLat[slot] = lat;
      this.firstLon[slot] = lon;
    }
    if (this.plotLen[slot] === 0 || this.lat[slot] !== lat || this.lon[slot] !== lon || measured - this.measuredMs[slot]! >= SAME_PLOT_MS) {
      this.lat[slot] = lat;
      this.lon[slot] = lon;
      this.x[slot] = mercatorX(lon / 1e7);
      this.y[slot] = mercatorY(lat / 1e7);
      this.measuredMs[slot] = measured;
      this.addPlot(slot, this.x[slot]!, this.y[slot]!, measured);
      if (!this.moved[slot] && Math.abs(lat - this.firstLat[slot]!) + Math.abs(lon - this.firstLon[slot]!) > MOVED_DEG_E7) {
        this.moved[slot] = 1;
        this.movedCount++;
      }
    }
    this.level[slot] = records.level[i]!;
    this.speed[slot] = records.speed[i]!;
    this.track[slot] = records.track[i]!;
    this.rate[slot] = records.rate[i]!;
    this.flags[slot] = records.flags[i]!;
    this.ageSaturated[slot] = records.age[i] === AGE_MAX ? 1 : 0;
  }

  private take(number: number): number {
    const slot = this.free.pop() ?? this.high++;
    if (slot >= this.used.length) this.grow(Math.max(256, this.used.length * 2));
    this.used[slot] = 1;
    this.number[slot] = number;
    this.plotLen[slot] = 0;
    this.plotHead[slot] = 0;
    this.moved[slot] = 0;
    this.slots.set(number, slot);
    this.count++;
    return slot;
  }

  private remove(number: number): void {
    const slot = this.slots.get(number);
    if (slot === undefined) return;
    if (this.moved[slot]) this.movedCount--;
    this.used[slot] = 0;
    this.slots.delete(number);
    this.names.delete(number);
    this.free.push(slot);
    this.count--;
  }

  private grow(size: number): void {
    const wide = <T extends { set(from: T): void }>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.used = wide(this.used, new Uint8Array(size));
    this.number = wide(this.number, new Uint32Array(size));
    this.lat = wide(this.lat, new Int32Array(size));
    this.lon = wide(this.lon, new Int32Array(size));
    this.x = wide(this.x, new Float64Array(size));
    this.y = wide(this.y, new Float64Array(size));
    this.level = wide(this.level, new Int16Array(size));
    this.speed = wide(this.speed, new Uint16Array(size));
    this.track = wide(this.track, new Uint16Array(size));
    this.rate = wide(this.rate, new Int16Array(size));
    this.flags = wide(this.flags, new Uint16Array(size));
    this.measuredMs = wide(this.measuredMs, new Float64Array(size));
    this.ageSaturated = wide(this.ageSaturated, new Uint8Array(size));
    this.firstLat = wide(this.firstLat, new Int32Array(size));
    this.firstLon = wide(this.firstLon, new Int32Array(size));
    this.moved = wide(this.moved, new Uint8Array(size));
    this.plotX = wide(this.plotX, new Float64Array(size * COMET_PLOTS));
    this.plotY = wide(this.plotY, new Float64Array(size * COMET_PLOTS));
    this.plotMs = wide(this.plotMs, new Float64Array(size * COMET_PLOTS));
    this.plotLen = wide(this.plotLen, new Uint8Array(size));
    this.plotHead = wide(this.plotHead, new Uint8Array(size));
  }

  /** How many tracks have a flag set. */
  countWith(flag: number): number {
    let count = 0;
    for (let slot = 0; slot < this.high; slot++) if (this.used[slot] && this.has(slot, flag)) count++;
    return count;
  }

  source(slot: number): Source {
    return SOURCES[this.flags[slot]! & Flag.sourceMask]!;
  }
  /** 0 none, 1 caution, 2 warning, 3 alarm. */
  alertOf(slot: number): number {
    return (this.flags[slot]! & Flag.alertMask) >> Flag.alertShift;
  }
  has(slot: number, flag: number): boolean {
    return (this.flags[slot]! & flag) !== 0;
  }
  /** Flight level (hundreds of feet, may be a fraction), or null where unknown. */
  levelFl(slot: number): number | null {
    const level = this.level[slot]!;
    return level === LEVEL_UNKNOWN ? null : level / 4;
  }
  speedKt(slot: number): number {
    return this.speed[slot]! / 10;
  }
  trackDeg(slot: number): number {
    return (this.track[slot]! * 360) / 65536;
  }
  /** Vertical rate in ft/min, or null where unknown. */
  rateFpm(slot: number): number | null {
    const rate = this.rate[slot]!;
    return rate === RATE_UNKNOWN ? null : rate * 10;
  }
  latDeg(slot: number): number {
    return this.lat[slot]! / 1e7;
  }
  lonDeg(slot: number): number {
    return this.lon[slot]! / 1e7;
  }
  ageS(slot: number): number {
    return Math.max(0, (this.atMs - this.measuredMs[slot]!) / 1000);
  }
}
