/**
 * Position symbols: the source of the last position shows in the shape, never in colour alone.
 * Each adds its outline to the current path round (x, y); `r` is half the symbol's size in pixels.
 */
import type { Source } from '../stream/frame';

export type Pen = Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'closePath' | 'arc'>;
type Symbol = (pen: Pen, x: number, y: number, r: number) => void;

function polygon(pen: Pen, points: readonly (readonly [number, number])[]): void {
  points.forEach(([px, py], i) => (i === 0 ? pen.moveTo(px, py) : pen.lineTo(px, py)));
  pen.closePath();
}
function stroke(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
}

const losange: Symbol = (pen, x, y, r) =>
  polygon(pen, [
    [x, y - r],
    [x + r, y],
    [x, y + r],
    [x - r, y],
  ]);

export const symbols: Record<Source, Symbol> = {
  /** Cross. */
  primary: (pen, x, y, r) => {
    stroke(pen, x - r, y, x + r, y);
    stroke(pen, x, y - r, x, y + r);
  },
  /** Square. */
  ssr: (pen, x, y, r) => {
    const s = r * 0.8;
    polygon(pen, [
      [x - s, y - s],
      [x + s, y - s],
      [x + s, y + s],
      [x - s, y + s],
    ]);
  },
  /** Losange. */
  modeS: losange,
  /** Triangle. */
  adsb: (pen, x, y, r) =>
    polygon(pen, [
      [x, y - r],
      [x + r * 0.95, y + r * 0.75],
      [x - r * 0.95, y + r * 0.75],
    ]),
  /** Hourglass: where hyperbolas cross. */
  mlat: (pen, x, y, r) => {
    const s = r * 0.85;
    polygon(pen, [
      [x - s, y - s],
      [x + s, y - s],
      [x - s, y + s],
      [x + s, y + s],
    ]);
  },
  /** Saltire. */
  remoteId: (pen, x, y, r) => {
    const s = r * 0.8;
    stroke(pen, x - s, y - s, x + s, y + s);
    stroke(pen, x - s, y + s, x + s, y - s);
  },
  /** Losange with a cross in it: several sources in one. */
  fused: (pen, x, y, r) => {
    losange(pen, x, y, r);
    stroke(pen, x - r, y, x + r, y);
    stroke(pen, x, y - r, x, y + r);
  },
  /** Circle: another centre's track. */
  foreign: (pen, x, y, r) => {
    pen.moveTo(x + r * 0.9, y);
    pen.arc(x, y, r * 0.9, 0, 2 * Math.PI);
  },
};

/** Four short arcs round any symbol: simulated. */
export function simulatedMark(pen: Pen, x: number, y: number, r: number): void {
  for (let k = 0; k < 4; k++) {
    const from = (k * Math.PI) / 2 + Math.PI / 4 - 0.22;
    const to = from + 0.44;
    pen.moveTo(x + r * Math.cos(from), y + r * Math.sin(from));
    pen.arc(x, y, r, from, to);
  }
}
