/**
 * Numbers to the words of the trade. Pure; language enters only as an argument where it must.
 * Nothing unknown is ever an empty text.
 */

export const NM_M = 1852;
const TREND_FPM = 250;

export type Trend = 'climb' | 'descend' | 'level' | 'unknown';

/** Climb or descent from this rate on; below it the level counts as steady. */
export function trend(rateFpm: number | null): Trend {
  if (rateFpm === null) return 'unknown';
  if (rateFpm >= TREND_FPM) return 'climb';
  if (rateFpm <= -TREND_FPM) return 'descend';
  return 'level';
}

/**
 * Level as on a label: `F350` pressure level, `G350` geometric height (no pressure altitude known), `F350?` garbled or not
 * validated, `F---` unknown. No QNH reaches the page, so a level is never shown as an altitude.
 */
export function levelText(fl: number | null, geometric: boolean, unverified: boolean): string {
  const letter = geometric ? 'G' : 'F';
  if (fl === null || !Number.isFinite(fl)) return `${letter}---${unverified ? '?' : ''}`;
  const hundreds = Math.round(fl);
  const digits = String(Math.abs(hundreds)).padStart(3, '0');
  return `${letter}${hundreds < 0 ? '-' : ''}${digits}${unverified ? '?' : ''}`;
}

/** Ground speed in tens of knots, as line 0 of a French label: `45` for 450 kt. */
export function speedTens(knots: number): string {
  return String(Math.round(knots / 10)).padStart(2, '0');
}

/** Whole degrees, three digits, 360 for north: `007`, `360`. */
export function bearingText(degrees: number): string {
  const whole = Math.round(((degrees % 360) + 360) % 360) % 360;
  return String(whole === 0 ? 360 : whole).padStart(3, '0');
}

/** `10:02:11Z` of ms since 1970 UTC; `--:--:--Z` where there is none. */
export function clockText(ms: number | null): string {
  const iso = isoText(ms);
  return iso === null ? '--:--:--Z' : `${iso.slice(11, 19)}Z`;
}
/** `2026-11-20`, or `----------`. */
export function dateText(ms: number | null): string {
  return isoText(ms)?.slice(0, 10) ?? '----------';
}
function isoText(ms: number | null): string | null {
  // Beyond the range of a date, toISOString throws.
  return ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15 || ms < 0 ? null : new Date(ms).toISOString();
}

/** Time of an RFC 3339 text, ms, or null. */
export function timeOf(text: string | null): number | null {
  if (text === null) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

export type Lang = 'fr' | 'en';

/** A number with the decimal sign of the language; no thousands separators (they confuse beside figures of aviation). */
export function decimal(value: number, digits: number, lang: Lang): string {
  const plain = value.toFixed(digits);
  return lang === 'fr' ? plain.replace('.', ',') : plain;
}

/** Distance in nautical miles: one decimal under 100. */
export function milesText(metres: number, lang: Lang): string {
  const nm = metres / NM_M;
  return `${decimal(nm, nm < 100 ? 1 : 0, lang)} NM`;
}

/** A span of time: `45 s`, `3 min 05 s`, `2 h 10`. */
export function spanText(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')}`;
}

/** Short age for a chip or a cell: `0,4 s`, `12 s`, `3 min`, `2 h`; tenths (or no `digits`) below ten seconds. */
export function ageText(seconds: number, lang: Lang, digits: 0 | 1 = 1): string {
  if (seconds < 9.95) return `${decimal(Math.max(0, seconds), digits, lang)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** Degrees, minutes and tenths as on a chart: `13°28,9'N 002°11,0'E`. */
export function positionText(lat: number, lon: number, lang: Lang): string {
  const part = (value: number, width: number, plus: string, minus: string): string => {
    const tenths = Math.round(Math.abs(value) * 600);
    const degrees = String(Math.floor(tenths / 600)).padStart(width, '0');
    const minutes = decimal((tenths % 600) / 10, 1, lang).padStart(4, '0');
    return `${degrees}°${minutes}'${value < 0 ? minus : plus}`;
  };
  return `${part(lat, 2, 'N', 'S')} ${part(lon, 3, 'E', lang === 'fr' ? 'O' : 'W')}`;
}
