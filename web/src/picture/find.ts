/** Finding a track by what people say or read: indicatif, 24-bit address, code, number. */
import type { TrackTable } from '../stream/tracks';
import { trackTitle } from './label';

export interface Hit {
  number: number;
  title: string;
  detail: string;
}

/** Tracks (by number only after `#`) whose indicatif, address, code or number begins with the text, then those that contain it; at most `max`. */
export function find(tracks: TrackTable, text: string, max: number): Hit[] {
  const asked = text.trim().toUpperCase();
  const byNumber = asked.startsWith('#');
  const wanted = byNumber ? asked.slice(1) : asked;
  if (wanted === '') return [];
  const begins: Hit[] = [];
  const contains: Hit[] = [];
  for (const number of tracks.numbers()) {
    const name = tracks.names.get(number);
    const keys = byNumber ? [String(number)] : [name?.callsign, name?.icao, name?.squawk, String(number)].flatMap((k) => (k ? [k.toUpperCase()] : []));
    const to = keys.some((k) => k.startsWith(wanted)) ? begins : keys.some((k) => k.includes(wanted)) ? contains : null;
    to?.push({ number, title: trackTitle(number, name), detail: [name?.squawk, name?.icao?.toUpperCase(), `#${number}`].filter(Boolean).join(' ') });
  }
  const order = (a: Hit, b: Hit): number => a.title.localeCompare(b.title) || a.number - b.number;
  return [...begins.sort(order), ...contains.sort(order)].slice(0, max);
}
