/**
 * Where labels go: eight places round each symbol, near and then farther out, tried in order on a grid of what is already taken. The place a label had last
 * time is tried first, so that labels do not jump. Pure.
 */

export interface Wanted {
  /** Position of the symbol on the screen. */
  x: number;
  y: number;
  /** Size of the label. */
  width: number;
  height: number;
  /** Alerted or selected: placed first and never dropped, were it over others. */
  always: boolean;
  /** The place it had, or -1. */
  place: number;
}

export interface Placed {
  /** Top left of the label. */
  x: number;
  y: number;
  place: number;
}

/** Unit directions of the eight places, the usual one (up right) first; y downwards. */
export const PLACES: readonly (readonly [number, number])[] = [
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
];

/** Labels shown at most, besides those that are shown always. */
export const LABELS_MAX = 300;
/** Gap between symbol and label, near and far. */
const GAPS = [16, 40] as const;
const PLACES_ALL = PLACES.length * GAPS.length;
const CELL = 32;
const SYMBOL = 7;

/** Top left of a label at one of the places: 0–7 near, 8–15 far. The gap keeps the whole label off the symbol. */
export function labelAt(x: number, y: number, width: number, height: number, place: number): Placed {
  const [dx, dy] = PLACES[place % PLACES.length]!;
  const gap = GAPS[place < PLACES.length ? 0 : 1];
  const left = dx > 0 ? x + gap : dx < 0 ? x - gap - width : x - width / 2;
  const top = dy > 0 ? y + gap * 0.75 : dy < 0 ? y - gap * 0.75 - height : y - height / 2;
  return { x: left, y: top, place };
}

/** Occupied boxes in cells of the screen; anything outside the screen counts as free, labels may hang over the edge. */
class Grid {
  private readonly cells = new Map<number, number[]>();
  private readonly boxes: number[] = [];

  private *keys(x0: number, y0: number, x1: number, y1: number): Generator<number> {
    for (let r = Math.floor(y0 / CELL); r <= Math.floor(y1 / CELL); r++) {
      for (let c = Math.floor(x0 / CELL); c <= Math.floor(x1 / CELL); c++) yield (r + 32768) * 65536 + c + 32768;
    }
  }

  add(x0: number, y0: number, x1: number, y1: number): void {
    const at = this.boxes.length;
    this.boxes.push(x0, y0, x1, y1);
    for (const key of this.keys(x0, y0, x1, y1)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(at);
      else this.cells.set(key, [at]);
    }
  }

  /** Overlap with what is taken, in square pixels; 0 is free. */
  overlap(x0: number, y0: number, x1: number, y1: number): number {
    let area = 0;
    for (const key of this.keys(x0, y0, x1, y1)) {
      for (const at of this.cells.get(key) ?? []) {
        const w = Math.min(x1, this.boxes[at + 2]!) - Math.max(x0, this.boxes[at]!);
        const h = Math.min(y1, this.boxes[at + 3]!) - Math.max(y0, this.boxes[at + 1]!);
        if (w > 0 && h > 0) area += w * h;
      }
    }
    return area;
  }
}

/** Places labels; null where there was no room. `wanted` in order of importance, those with `always` anywhere in it. */
export function place(wanted: readonly Wanted[]): (Placed | null)[] {
  const grid = new Grid();
  for (const w of wanted) grid.add(w.x - SYMBOL, w.y - SYMBOL, w.x + SYMBOL, w.y + SYMBOL);
  const placed: (Placed | null)[] = new Array<Placed | null>(wanted.length).fill(null);
  const put = (i: number, at: Placed): void => {
    const w = wanted[i]!;
    placed[i] = at;
    grid.add(at.x, at.y, at.x + w.width, at.y + w.height);
  };
  wanted.forEach((w, i) => {
    if (w.always) put(i, best(grid, w).at);
  });
  let shown = 0;
  for (let i = 0; i < wanted.length && shown < LABELS_MAX; i++) {
    const w = wanted[i]!;
    if (w.always) continue;
    const found = best(grid, w);
    if (found.overlap > 0) continue;
    put(i, found.at);
    shown++;
  }
  return placed;
}

/** The first free place, the last one held before all others; if none is free, the least covered. */
function best(grid: Grid, w: Wanted): { at: Placed; overlap: number } {
  let least: { at: Placed; overlap: number } | null = null;
  for (let k = -1; k < PLACES_ALL; k++) {
    const p = k < 0 ? w.place : k;
    if (p < 0 || (k >= 0 && p === w.place)) continue;
    const at = labelAt(w.x, w.y, w.width, w.height, p);
    const overlap = grid.overlap(at.x, at.y, at.x + w.width, at.y + w.height);
    if (overlap === 0) return { at, overlap };
    if (!least || overlap < least.overlap) least = { at, overlap };
  }
  return least ?? { at: labelAt(w.x, w.y, w.width, w.height, 0), overlap: 0 };
}

/**
 * The leader from symbol to label: starts outside the symbol (radius `clear`), ends at the nearest point of the label's box.
 * It leaves the symbol outwards, so never crosses it. Null where the label is too near to need one.
 */
export function leader(x: number, y: number, box: { x: number; y: number; width: number; height: number }, clear: number): [number, number, number, number] | null {
  const tx = Math.max(box.x, Math.min(x, box.x + box.width));
  const ty = Math.max(box.y, Math.min(y, box.y + box.height));
  const distance = Math.hypot(tx - x, ty - y);
  if (distance <= clear + 2) return null;
  return [x + ((tx - x) / distance) * clear, y + ((ty - y) / distance) * clear, tx, ty];
}
