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

/** Labels stay on it. */
export interface Screen {
  width: number;
  height: number;
}
const EVERYWHERE: Screen = { width: Infinity, height: Infinity };

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
const ORDER: readonly number[] = Array.from({ length: PLACES.length * GAPS.length }, (_, p) => p);
/** Labels that a place is sought for at most: in a crowd there is none for the rest. */
const TRIED_MAX = 700;
const CELLS_MAX = 256;
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

/** Occupied boxes in cells of the screen. What lies beyond the cells counts in those at the edge. */
class Grid {
  private readonly cells: (number[] | undefined)[];
  private readonly boxes: number[] = [];

  constructor(
    private readonly x0: number,
    private readonly y0: number,
    private readonly columns: number,
    private readonly rows: number,
  ) {
    this.cells = new Array<number[] | undefined>(columns * rows);
  }

  private column(x: number): number {
    return Math.max(0, Math.min(this.columns - 1, Math.floor((x - this.x0) / CELL)));
  }
  private row(y: number): number {
    return Math.max(0, Math.min(this.rows - 1, Math.floor((y - this.y0) / CELL)));
  }

  add(x0: number, y0: number, x1: number, y1: number): void {
    const at = this.boxes.length;
    this.boxes.push(x0, y0, x1, y1);
    const last = this.column(x1);
    for (let r = this.row(y0); r <= this.row(y1); r++) {
      for (let c = this.column(x0); c <= last; c++) (this.cells[r * this.columns + c] ??= []).push(at);
    }
  }

  /** Overlap with what is taken, square pixels, 0 is free; more than `enough` is not counted out. */
  overlap(x0: number, y0: number, x1: number, y1: number, enough: number): number {
    let area = 0;
    const lastColumn = this.column(x1);
    const lastRow = this.row(y1);
    for (let r = this.row(y0); r <= lastRow; r++) {
      for (let c = this.column(x0); c <= lastColumn; c++) {
        const cell = this.cells[r * this.columns + c];
        if (!cell) continue;
        for (const at of cell) {
          const w = Math.min(x1, this.boxes[at + 2]!) - Math.max(x0, this.boxes[at]!);
          const h = Math.min(y1, this.boxes[at + 3]!) - Math.max(y0, this.boxes[at + 1]!);
          if (w > 0 && h > 0) area += w * h;
          if (area > enough) return area;
        }
      }
    }
    return area;
  }
}

function gridFor(wanted: readonly Wanted[]): Grid {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const w of wanted) {
    x0 = Math.min(x0, w.x);
    y0 = Math.min(y0, w.y);
    x1 = Math.max(x1, w.x);
    y1 = Math.max(y1, w.y);
  }
  const cells = (from: number, to: number): number => Math.max(1, Math.min(CELLS_MAX, Math.ceil((to - from) / CELL) + 1));
  return new Grid(x0, y0, cells(x0, x1), cells(y0, y1));
}

/** What of a label lies beyond the screen, in square pixels. */
function outside(screen: Screen, w: Wanted, at: Placed): number {
  const width = Math.max(0, Math.min(at.x + w.width, screen.width) - Math.max(at.x, 0));
  const height = Math.max(0, Math.min(at.y + w.height, screen.height) - Math.max(at.y, 0));
  return w.width * w.height - width * height;
}

/**
 * Places labels; null where there was no room on the screen. `wanted` in order of importance, those with `always` anywhere in it: they
 * go where least of them is covered or cut off.
 */
export function place(wanted: readonly Wanted[], screen: Screen = EVERYWHERE): (Placed | null)[] {
  const grid = gridFor(wanted);
  for (const w of wanted) grid.add(w.x - SYMBOL, w.y - SYMBOL, w.x + SYMBOL, w.y + SYMBOL);
  const placed: (Placed | null)[] = new Array<Placed | null>(wanted.length).fill(null);
  const put = (i: number, at: Placed): void => {
    const w = wanted[i]!;
    placed[i] = at;
    grid.add(at.x, at.y, at.x + w.width, at.y + w.height);
  };
  wanted.forEach((w, i) => {
    if (w.always) put(i, best(grid, w, screen));
  });
  let shown = 0;
  let tried = 0;
  for (let i = 0; i < wanted.length && shown < LABELS_MAX && tried < TRIED_MAX; i++) {
    const w = wanted[i]!;
    if (w.always) continue;
    tried++;
    const at = free(grid, w, screen);
    if (!at) continue;
    put(i, at);
    shown++;
  }
  return placed;
}

/** The places to try: the last one held before all others. */
function order(w: Wanted): readonly number[] {
  return w.place < 0 ? ORDER : [w.place, ...ORDER.filter((p) => p !== w.place)];
}

/** The first place with nothing in it, whole on the screen. */
function free(grid: Grid, w: Wanted, screen: Screen): Placed | null {
  for (const p of order(w)) {
    const at = labelAt(w.x, w.y, w.width, w.height, p);
    if (screen !== EVERYWHERE && outside(screen, w, at) > 0) continue;
    if (grid.overlap(at.x, at.y, at.x + w.width, at.y + w.height, 0) === 0) return at;
  }
  return null;
}

/** The least covered place; to be cut off is as bad as to be covered. */
function best(grid: Grid, w: Wanted, screen: Screen): Placed {
  let least = Infinity;
  let chosen = labelAt(w.x, w.y, w.width, w.height, 0);
  for (const p of order(w)) {
    const at = labelAt(w.x, w.y, w.width, w.height, p);
    const cut = screen === EVERYWHERE ? 0 : outside(screen, w, at);
    const overlap = cut + grid.overlap(at.x, at.y, at.x + w.width, at.y + w.height, least);
    if (overlap < least) [least, chosen] = [overlap, at];
    if (least === 0) break;
  }
  return chosen;
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
