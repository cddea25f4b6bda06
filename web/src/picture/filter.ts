/**
 * Which tracks the map and the list show. One rule for both, so that they can never differ but in this: a tentative track is a faint
 * mark on the map and not in the list, unless the operator asked for them.
 */
import { Flag } from '../stream/frame';
import type { TrackTable } from '../stream/tracks';
import type { LevelBand } from './painter';

/** Bands the keys `[` and `]` walk through. */
export const BANDS: readonly LevelBand[] = [
  { lower: null, upper: null },
  { lower: null, upper: 100 },
  { lower: 100, upper: 245 },
  { lower: 245, upper: null },
];

/**
 * A track of which it is not yet believed that it is one: most are clutter of primary radar. What is alerted or selected is shown
 * like any other.
 */
export function isFaint(tracks: TrackTable, slot: number, selected: number | null): boolean {
  return tracks.has(slot, Flag.tentative) && tracks.alertOf(slot) === 0 && tracks.number[slot] !== selected;
}

/** A filter never hides what is alerted, selected, or of unknown level. */
export function shown(tracks: TrackTable, slot: number, band: LevelBand, selected: number | null): boolean {
  if (band.lower === null && band.upper === null) return true;
  const fl = tracks.levelFl(slot);
  if (fl === null || tracks.alertOf(slot) > 0 || tracks.number[slot] === selected) return true;
  return (band.lower === null || fl >= band.lower) && (band.upper === null || fl <= band.upper);
}

export function bandText(band: LevelBand): string {
  const level = (fl: number): string => `F${String(fl).padStart(3, '0')}`;
  return `${band.lower === null ? 'SFC' : level(band.lower)}–${band.upper === null ? 'UNL' : level(band.upper)}`;
}
