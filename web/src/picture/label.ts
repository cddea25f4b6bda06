/**
 * What a label says, after the French ODS: line 0 ground speed in tens of knots, line 1 indicatif, line 2 level and arrow.
 * Words only; where it goes is declutter.ts, how it looks the painter.
 */
import { Flag } from '../stream/frame';
import type { Name, TrackTable } from '../stream/tracks';
import { levelText, speedTens, trend, type Trend } from './format';

/** How much a label tells: least (indicatif and level on two lines), usual, all. */
export type Detail = 0 | 1 | 2;

export interface Label {
  lines: string[];
  /** Line that carries the arrow of climb or descent, after its text. */
  arrowLine: number;
  trend: Trend;
}

/** ICAO Annex 10 Vol IV 3.1.1.6: codes for emergencies. (Numbers known by every controller; the clause is unverified.) */
export const EMERGENCY_CODES: ReadonlySet<string> = new Set(['7500', '7600', '7700']);

/** The name of a track: its indicatif, else its code, else its address, else its number. Never empty. */
export function trackTitle(number: number, name: Name | undefined): string {
  if (name?.callsign) return name.callsign;
  if (name?.squawk) return `A${name.squawk}`;
  if (name?.icao) return name.icao.toUpperCase();
  return `#${number}`;
}

export function labelOf(tracks: TrackTable, slot: number, detail: Detail, groundWord: string): Label {
  const number = tracks.number[slot]!;
  const name = tracks.names.get(number);
  const level = levelText(tracks.levelFl(slot), tracks.has(slot, Flag.geometric), tracks.has(slot, Flag.unverified));
  const title = trackTitle(number, name);
  const lines: string[] = [];
  const squawk = name?.squawk;
  const emergency = squawk !== undefined && EMERGENCY_CODES.has(squawk);
  if (detail > 0) lines.push(tracks.has(slot, Flag.coasting) ? `${speedTens(tracks.speedKt(slot))} +${Math.round(tracks.ageS(slot))}s` : speedTens(tracks.speedKt(slot)));
  lines.push(tracks.has(slot, Flag.spi) ? `${title} SPI` : title);
  const arrowLine = lines.length;
  lines.push(tracks.has(slot, Flag.onGround) ? groundWord : level);
  if (detail === 2) lines.push([squawk ? `A${squawk}` : 'A----', name?.icao?.toUpperCase() ?? '------'].join(' '));
  else if (emergency) lines.push(`A${squawk}`);
  return { lines, arrowLine, trend: tracks.has(slot, Flag.onGround) ? 'unknown' : trend(tracks.rateFpm(slot)) };
}
