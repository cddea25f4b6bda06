/**
 * Geometry of the display: the spherical Earth is enough to draw and to read off ranges (error under 0.5 %).
 * Nothing that decides an alert is computed here.
 */
import { mercatorX, mercatorY } from '../stream/tracks';

const EARTH_M = 6371008.8;
const RAD = Math.PI / 180;

/** Great-circle distance in metres and initial true bearing in degrees. */
export function rangeBearing(lat1: number, lon1: number, lat2: number, lon2: number): { metres: number; degrees: number } {
  const f1 = lat1 * RAD;
  const f2 = lat2 * RAD;
  const dl = (lon2 - lon1) * RAD;
  const a = Math.sin((f2 - f1) / 2) ** 2 + Math.cos(f1) * Math.cos(f2) * Math.sin(dl / 2) ** 2;
  const metres = 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a)));
  const y = Math.sin(dl) * Math.cos(f2);
  const x = Math.cos(f1) * Math.sin(f2) - Math.sin(f1) * Math.cos(f2) * Math.cos(dl);
  return { metres, degrees: (Math.atan2(y, x) / RAD + 360) % 360 };
}

/** The point `metres` from a place along an initial bearing, `[lon, lat]`. */
export function destination(lat: number, lon: number, degrees: number, metres: number): [number, number] {
  const d = metres / EARTH_M;
  const f = lat * RAD;
  const b = degrees * RAD;
  const f2 = Math.asin(Math.sin(f) * Math.cos(d) + Math.cos(f) * Math.sin(d) * Math.cos(b));
  const l2 = lon * RAD + Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(f), Math.cos(d) - Math.sin(f) * Math.sin(f2));
  return [((l2 / RAD + 540) % 360) - 180, f2 / RAD];
}

/** A closed ring of `[lon, lat]` at a distance from a place. */
export function circle(lat: number, lon: number, metres: number, steps = 96): [number, number][] {
  const ring: [number, number][] = [];
  for (let i = 0; i <= steps; i++) ring.push(destination(lat, lon, ((i % steps) * 360) / steps, metres));
  return ring;
}

/** The window onto the Mercator plane: what the map shows, so that tracks land on it exactly. North is always up. */
export interface View {
  /** Centre in Mercator 0..1. */
  cx: number;
  cy: number;
  /** Pixels across the whole world. */
  world: number;
  width: number;
  height: number;
}

const TILE_PX = 512;
/** A home view that would have to go out farther than this is meant to show a part only. */
const OUT_MAX = 1.5;
const MARGIN = 0.97;

export interface Home {
  lon: number;
  lat: number;
  zoom: number;
}

/**
 * The view that `H` goes to: the server's, unless the window is too small for it to hold the outlines (points in Mercator 0..1); then
 * the outlines' middle, as near as they fit. Never nearer than the server's.
 */
export function homeView(home: Home, outlines: readonly (readonly [number, number])[], width: number, height: number): Home {
  if (outlines.length === 0) return home;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of outlines) {
    [x0, y0] = [Math.min(x0, x), Math.min(y0, y)];
    [x1, y1] = [Math.max(x1, x), Math.max(y1, y)];
  }
  const world = TILE_PX * 2 ** home.zoom;
  const cx = mercatorX(home.lon);
  const cy = mercatorY(home.lat);
  if (Math.max(cx - x0, x1 - cx) * world <= width / 2 && Math.max(cy - y0, y1 - cy) * world <= height / 2) return home;
  const zoom = Math.log2((MARGIN * Math.min(width / (x1 - x0), height / (y1 - y0))) / TILE_PX);
  if (!(zoom >= home.zoom - OUT_MAX)) return home;
  const lat = Math.atan(Math.sinh(Math.PI * (1 - (y0 + y1)))) / RAD;
  return { lon: ((x0 + x1) / 2) * 360 - 180, lat, zoom: Math.min(home.zoom, zoom) };
}

export function screenX(view: View, x: number): number {
  return (x - view.cx) * view.world + view.width / 2;
}
export function screenY(view: View, y: number): number {
  return (y - view.cy) * view.world + view.height / 2;
}

/** Pixels of a metre on the ground at a latitude. */
export function pixelsPerMetre(view: View, latDeg: number): number {
  return view.world / (2 * Math.PI * 6378137 * Math.cos(latDeg * RAD));
}
