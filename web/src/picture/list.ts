/** The track list: the same tracks as the map, as rows of text. */
import type { Words } from '../i18n';
import { Flag } from '../stream/frame';
import type { TrackTable } from '../stream/tracks';
import { isFaint, shown } from './filter';
import { ageText, bearingText, levelText, trend, type Lang } from './format';
import { trackTitle } from './label';
import type { LevelBand } from './painter';

export const COLUMNS = ['callsign', 'level', 'speed', 'track', 'squawk', 'source', 'age'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Row {
  number: number;
  alert: number;
  coasting: boolean;
  arrow: 'climb' | 'descend' | null;
  cells: Record<Column, string>;
}

/** A track's place in the list; its cells are written only when it is in view. */
export interface Entry {
  slot: number;
  number: number;
}

/** Tracks sorted by a column, with those that are tentative or without; unknown values last whichever way it is sorted, equal ones by number. */
export function order(tracks: TrackTable, band: LevelBand, selected: number | null, by: Column, descending: boolean, t: Words, tentative: boolean): Entry[] {
  const keyed: { slot: number; number: number; key: number | string | null }[] = [];
  for (const number of tracks.numbers()) {
    const slot = tracks.slotOf(number);
    if (slot === undefined || !shown(tracks, slot, band, selected) || (!tentative && isFaint(tracks, slot, selected))) continue;
    keyed.push({ slot, number, key: sortKey(tracks, slot, number, by, t) });
  }
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || a.number - b.number;
    return sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) || a.number - b.number;
  });
  return keyed;
}

/** How many tracks the list has room for when no level filter is set. */
export function countable(tracks: TrackTable, selected: number | null, tentative: boolean): number {
  let count = 0;
  for (let slot = 0; slot < tracks.high; slot++) if (tracks.used[slot] && (tentative || !isFaint(tracks, slot, selected))) count++;
  return count;
}

function sortKey(tracks: TrackTable, slot: number, number: number, by: Column, t: Words): number | string | null {
  switch (by) {
    case 'callsign':
      return trackTitle(number, tracks.names.get(number));
    case 'level':
      return tracks.levelFl(slot);
    case 'speed':
      return tracks.speedKt(slot);
    case 'track':
      return tracks.trackDeg(slot);
    case 'squawk':
      return tracks.names.get(number)?.squawk ?? null;
    case 'source':
      return t.source[tracks.source(slot)];
    case 'age':
      return tracks.ageS(slot);
  }
}

export function row(tracks: TrackTable, { slot, number }: Entry, t: Words, lang: Lang): Row {
  const name = tracks.names.get(number);
  const way = trend(tracks.rateFpm(slot));
  return {
    number,
    alert: tracks.alertOf(slot),
    coasting: tracks.has(slot, Flag.coasting),
    arrow: way === 'climb' || way === 'descend' ? way : null,
    cells: {
      callsign: trackTitle(number, name),
      level: levelText(tracks.levelFl(slot), tracks.has(slot, Flag.geometric), tracks.has(slot, Flag.unverified)),
      speed: String(Math.round(tracks.speedKt(slot))),
      track: `${bearingText(tracks.trackDeg(slot))}°`,
      squawk: name?.squawk ?? '----',
      source: t.source[tracks.source(slot)],
      // Whole seconds: tenths that change at every look only catch the eye.
      age: `${tracks.ageSaturated[slot] ? '>' : ''}${ageText(tracks.ageS(slot), lang, 0)}`,
    },
  };
}
