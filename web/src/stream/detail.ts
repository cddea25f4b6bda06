/**
 * What the stream does not carry about one track, out of `GET /api/v1/picture`: which sensors contributed and when, and how good it is.
 * Checked like everything from the wire: a field of the wrong type is absent.
 */

export interface Contribution {
  sensor: number;
  /** `psr`, `ssr`, `mode_s`, `mlat`, `adsb`, `remote_id`, or a word of a later server. */
  kind: string;
  atMs: number;
}

export interface TrackDetail {
  /** The latest of each sensor and kind, newest first. */
  contributions: Contribution[];
  /** Standard deviation of the position along its worst axis, metres. */
  sigmaM: number | null;
  nic: number | null;
  nacP: number | null;
  nacV: number | null;
  sil: number | null;
  plots: number | null;
  initiatedMs: number | null;
}

type Raw = Record<string, unknown>;
const CONTRIBUTIONS_MAX = 64;

function object(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}
function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
function time(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** Square root of the larger eigenvalue of a 2×2 covariance (m²). */
function worstAxis(raw: Raw | null): number | null {
  if (raw === null) return null;
  const [ee, en, nn] = [finite(raw.ee), finite(raw.en), finite(raw.nn)];
  if (ee === null || en === null || nn === null) return null;
  const larger = (ee + nn) / 2 + Math.hypot((ee - nn) / 2, en);
  return larger >= 0 ? Math.sqrt(larger) : null;
}

/** The detail of a track out of a whole picture; null where it is not in it. */
export function detailOf(picture: unknown, number: number): TrackDetail | null {
  const tracks = object(picture)?.tracks;
  if (!Array.isArray(tracks)) return null;
  const raw = tracks.map(object).find((t) => t?.number === number);
  if (!raw) return null;
  const latest = new Map<string, Contribution>();
  for (const value of Array.isArray(raw.contributions) ? raw.contributions.slice(0, CONTRIBUTIONS_MAX) : []) {
    const c = object(value);
    const [sensor, atMs] = [finite(c?.sensor), time(c?.at)];
    const kind = typeof c?.kind === 'string' ? c.kind.slice(0, 40) : '';
    if (sensor === null || atMs === null) continue;
    const key = `${sensor} ${kind}`;
    if (atMs >= (latest.get(key)?.atMs ?? Number.NEGATIVE_INFINITY)) latest.set(key, { sensor, kind, atMs });
  }
  return {
    contributions: [...latest.values()].sort((a, b) => b.atMs - a.atMs || a.sensor - b.sensor),
    sigmaM: worstAxis(object(raw.position_covariance_m2)),
    nic: finite(raw.nic),
    nacP: finite(raw.nac_p),
    nacV: finite(raw.nac_v),
    sil: finite(raw.sil),
    plots: finite(raw.plots),
    initiatedMs: time(raw.initiated),
  };
}

/** How often the picture may be asked for, ms: it holds all tracks, so the more there are the more seldom. */
export function detailEveryMs(tracks: number): number {
  return Math.max(2000, tracks * 10);
}
