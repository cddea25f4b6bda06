/**
 * The painter of tracks on a 2D canvas. Work is gathered by colour so that each colour is one path; symbols, vectors, comets and
 * labels are drawn where the tracks were measured, never where they might be.
 */
import { Flag } from '../stream/frame';
import { leader, place, type Placed, type Wanted } from './declutter';
import { isFaint, shown } from './filter';
import { NM_M } from './format';
import { pixelsPerMetre, screenX, screenY } from './geo';
import { COMET_PLOTS, mercatorX, mercatorY } from '../stream/tracks';
import { labelOf, type Label } from './label';
import type { Mark, Painted, Painter, Scene } from './painter';
import { simulatedMark, symbols } from './symbols';

const FONT_PX = 12;
const LINE_PX = 14;
const FONT = `${FONT_PX}px "B612 Mono", ui-monospace, monospace`;
const FONT_SMALL = '11px "B612", sans-serif';
const SYMBOL_R = 5.5;
/** A vector shorter than this says nothing and costs much. */
const VECTOR_MIN_PX = 6;
const COMET_APART_PX = 4;
const EDGE_PX = 80;
const PICK_PX = 14;
const MARK_R = 7;
/** Usual place of what is written beside a mark: to its right. */
const MARK_PLACE = 4;
/** Half the size of a faint mark, and how strong it is. */
const FAINT_R = 2;
const FAINT_ALPHA = 0.8;
/** Colour classes, painted in this order: what matters lies on top. */
const enum Ink {
  faint,
  tentative,
  ground,
  coasting,
  usual,
  caution,
  warning,
  alarm,
  selected,
}
const INKS = 9;

interface Drawn {
  slot: number;
  number: number;
  x: number;
  y: number;
  ink: Ink;
}

interface Box {
  number: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Canvas2DPainter implements Painter {
  private readonly pen: CanvasRenderingContext2D;
  private width = 0;
  private height = 0;
  private charPx = 0;
  private drawn: Drawn[] = [];
  /** Boxes of the labels painted last, the topmost first. */
  private boxes: Box[] = [];
  /** Place each label had, by track number. */
  private places = new Map<number, number>();

  constructor(private readonly canvas: HTMLCanvasElement) {
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    if (!pen) throw new Error('no 2D canvas');
    this.pen = pen;
  }

  resize(width: number, height: number, ratio: number): void {
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.charPx = 0;
  }

  forget(): void {
    this.places.clear();
    this.charPx = 0;
  }

  paint(scene: Scene): Painted {
    const start = performance.now();
    const { pen } = this;
    pen.clearRect(0, 0, this.width, this.height);
    pen.lineCap = 'butt';
    pen.lineJoin = 'miter';
    this.drawn = this.visible(scene);
    const groups: Drawn[][] = Array.from({ length: INKS }, () => []);
    for (const d of this.drawn) groups[d.ink]!.push(d);
    const colours = this.colours(scene);
    this.sites(scene);
    let vectors = 0;
    groups.forEach((group, ink) => {
      if (group.length === 0) return;
      const colour = colours[ink]!;
      if (ink === Ink.faint) {
        this.faint(group, colour);
        return;
      }
      this.comets(scene, group, colour);
      vectors += this.vectors(scene, group, colour, ink === Ink.coasting);
      this.symbols(scene, group, colour);
    });
    this.marks(scene);
    const labels = this.labels(scene, colours);
    if (scene.measure) this.measure(scene);
    return { symbols: this.drawn.length, faint: groups[Ink.faint]!.length, labels, vectors, ms: performance.now() - start };
  }

  pick(x: number, y: number): number | null {
    const nearest = (faint: boolean): number | null => {
      let found: number | null = null;
      let least = PICK_PX * PICK_PX;
      for (const d of this.drawn) {
        if ((d.ink === Ink.faint) !== faint) continue;
        const distance = (d.x - x) ** 2 + (d.y - y) ** 2;
        if (distance <= least) {
          least = distance;
          found = d.number;
        }
      }
      return found;
    };
    const box = this.boxes.find((b) => x >= b.x && y >= b.y && x <= b.x + b.width && y <= b.y + b.height);
    return nearest(false) ?? box?.number ?? nearest(true);
  }

  private visible(scene: Scene): Drawn[] {
    const { tracks, view } = scene;
    const drawn: Drawn[] = [];
    for (let slot = 0; slot < tracks.high; slot++) {
      if (!tracks.used[slot]) continue;
      const x = screenX(view, tracks.x[slot]!);
      const y = screenY(view, tracks.y[slot]!);
      if (x < -EDGE_PX || y < -EDGE_PX || x > this.width + EDGE_PX || y > this.height + EDGE_PX) continue;
      if (!shown(tracks, slot, scene.band, scene.selected)) continue;
      const number = tracks.number[slot]!;
      drawn.push({ slot, number, x, y, ink: this.ink(scene, slot, number) });
    }
    return drawn;
  }

  private ink(scene: Scene, slot: number, number: number): Ink {
    const { tracks } = scene;
    const alert = tracks.alertOf(slot);
    if (alert > 0) return (Ink.usual + alert) as Ink;
    if (!scene.tentative && isFaint(tracks, slot, scene.selected)) return Ink.faint;
    if (number === scene.selected) return Ink.selected;
    if (tracks.has(slot, Flag.coasting)) return Ink.coasting;
    if (tracks.has(slot, Flag.tentative)) return Ink.tentative;
    if (tracks.has(slot, Flag.onGround)) return Ink.ground;
    return Ink.usual;
  }

  private colours({ palette: p }: Scene): string[] {
    return [p.tentative, p.tentative, p.ground, p.coasting, p.track, p.alert[1], p.alert[2], p.alert[3], p.selected];
  }

  private sites(scene: Scene): void {
    const { pen } = this;
    pen.font = FONT_SMALL;
    pen.textBaseline = 'top';
    for (const site of scene.sites) {
      if (site.lat === null || site.lon === null) continue;
      const x = Math.round(screenX(scene.view, mercatorX(site.lon))) + 0.5;
      const y = Math.round(screenY(scene.view, mercatorY(site.lat))) + 0.5;
      const silent = scene.sensorStates.get(site.id) === 'silent';
      pen.strokeStyle = silent ? scene.palette.sensorSilent : scene.palette.sensor;
      pen.lineWidth = 1.25;
      pen.beginPath();
      // A mast with an antenna; a cross through it when it is silent.
      pen.moveTo(x - 4, y + 6);
      pen.lineTo(x, y - 2);
      pen.lineTo(x + 4, y + 6);
      pen.moveTo(x - 5, y - 5);
      pen.lineTo(x + 5, y - 1);
      if (silent) {
        pen.moveTo(x - 7, y - 7);
        pen.lineTo(x + 7, y + 7);
        pen.moveTo(x + 7, y - 7);
        pen.lineTo(x - 7, y + 7);
      }
      pen.stroke();
    }
  }

  /** Past plots where they were, thinned where they would touch: a missing plot leaves a gap, nothing is put between. */
  private comets({ tracks, view }: Scene, group: readonly Drawn[], colour: string): void {
    const { pen } = this;
    pen.fillStyle = colour;
    // Three strengths, the oldest faintest; one path each.
    const dots: number[][] = [[], [], []];
    for (const d of group) {
      const length = tracks.plotLen[d.slot]!;
      // A plot under the symbol would only thicken it.
      let [lastX, lastY, apart] = [d.x, d.y, SYMBOL_R + 2];
      for (let i = length - 1; i >= 0; i--) {
        const at = tracks.plotIndex(d.slot, i);
        const x = screenX(view, tracks.plotX[at]!);
        const y = screenY(view, tracks.plotY[at]!);
        if (Math.hypot(x - lastX, y - lastY) < apart) continue;
        [lastX, lastY, apart] = [x, y, COMET_APART_PX];
        dots[Math.min(2, Math.floor(((length - i) / COMET_PLOTS) * 3))]!.push(x, y);
      }
    }
    dots.forEach((points, k) => {
      pen.globalAlpha = [0.85, 0.6, 0.4][k]!;
      pen.beginPath();
      for (let i = 0; i < points.length; i += 2) pen.rect(points[i]! - 1, points[i + 1]! - 1, 2, 2);
      pen.fill();
    });
    pen.globalAlpha = 1;
  }

  private vectors({ tracks, view, vectorMinutes }: Scene, group: readonly Drawn[], colour: string, dashed: boolean): number {
    const { pen } = this;
    let count = 0;
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.setLineDash(dashed ? [3, 3] : []);
    pen.beginPath();
    for (const d of group) {
      if (tracks.has(d.slot, Flag.onGround)) continue;
      const metres = (tracks.speedKt(d.slot) * NM_M * vectorMinutes) / 60;
      const length = metres * pixelsPerMetre(view, tracks.latDeg(d.slot));
      if (!(length >= VECTOR_MIN_PX) || length > 4000) continue;
      const angle = (tracks.trackDeg(d.slot) * Math.PI) / 180;
      const sin = Math.sin(angle);
      const cos = Math.cos(angle);
      pen.moveTo(d.x + sin * SYMBOL_R, d.y - cos * SYMBOL_R);
      pen.lineTo(d.x + sin * length, d.y - cos * length);
      count++;
    }
    pen.stroke();
    pen.setLineDash([]);
    return count;
  }

  /** Small crosses, all of one shape: where a track may begin. */
  private faint(group: readonly Drawn[], colour: string): void {
    const { pen } = this;
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.globalAlpha = FAINT_ALPHA;
    pen.beginPath();
    for (const d of group) {
      pen.moveTo(d.x - FAINT_R, d.y);
      pen.lineTo(d.x + FAINT_R, d.y);
      pen.moveTo(d.x, d.y - FAINT_R);
      pen.lineTo(d.x, d.y + FAINT_R);
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  private symbols({ tracks, selected }: Scene, group: readonly Drawn[], colour: string): void {
    const { pen } = this;
    pen.strokeStyle = colour;
    for (const coasting of [false, true]) {
      pen.lineWidth = 1.5;
      pen.setLineDash(coasting ? [2, 2] : []);
      pen.beginPath();
      for (const d of group) {
        if (tracks.has(d.slot, Flag.coasting) !== coasting) continue;
        const r = tracks.has(d.slot, Flag.tentative) ? SYMBOL_R * 0.6 : SYMBOL_R;
        symbols[tracks.source(d.slot)](pen, d.x, d.y, r);
      }
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.lineWidth = 1;
    pen.globalAlpha = 0.5;
    pen.beginPath();
    for (const d of group) if (tracks.has(d.slot, Flag.simulated)) simulatedMark(pen, d.x, d.y, SYMBOL_R + 3.5);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (const d of group) {
      // On the ground: a bar under the symbol. Identification pulse: a ring. Selected: corners.
      if (tracks.has(d.slot, Flag.onGround)) {
        pen.moveTo(d.x - 6, d.y + 8);
        pen.lineTo(d.x + 6, d.y + 8);
      }
      if (tracks.has(d.slot, Flag.spi)) {
        pen.moveTo(d.x + 11, d.y);
        pen.arc(d.x, d.y, 11, 0, 2 * Math.PI);
      }
      if (d.number === selected) {
        for (const [sx, sy] of [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const) {
          pen.moveTo(d.x + sx * 12, d.y + sy * 7);
          pen.lineTo(d.x + sx * 12, d.y + sy * 12);
          pen.lineTo(d.x + sx * 7, d.y + sy * 12);
        }
      }
    }
    pen.stroke();
  }

  private labels(scene: Scene, colours: readonly string[]): number {
    const { pen } = this;
    const { tracks, selected } = scene;
    pen.font = FONT;
    if (this.charPx === 0) this.charPx = pen.measureText('0').width;
    const shownBefore = (d: Drawn): number => Number(this.places.has(d.number));
    const wantedBy = this.drawn.filter((d) => d.ink !== Ink.faint).sort((a, b) => b.ink - a.ink || shownBefore(b) - shownBefore(a) || a.number - b.number);
    const texts: Label[] = wantedBy.map((d) => labelOf(tracks, d.slot, d.number === selected ? 2 : scene.detail, scene.groundWord));
    const wanted: Wanted[] = wantedBy.map((d, i) => ({
      x: d.x,
      y: d.y,
      width: this.labelWidth(texts[i]!),
      height: texts[i]!.lines.length * LINE_PX + 2,
      always: d.ink >= Ink.caution,
      place: this.places.get(d.number) ?? -1,
    }));
    // What is written beside a mark keeps clear of the labels like one of them.
    const onScreen = scene.marks.map((mark) => ({ mark, x: screenX(scene.view, mercatorX(mark.lon)), y: screenY(scene.view, mercatorY(mark.lat)) })).filter(({ x, y }) => x > 0 && y > 0 && x < this.width && y < this.height);
    const besides: Wanted[] = onScreen.map(({ mark, x, y }) => ({ x, y, width: Math.ceil(mark.label.length * this.charPx) + 6, height: LINE_PX + 2, always: true, place: MARK_PLACE }));
    const placed = place([...wanted, ...besides], { width: this.width, height: this.height });
    onScreen.forEach(({ mark, x, y }, i) => this.markLabel(scene, mark, x, y, besides[i]!, placed[wanted.length + i]!));
    const places = new Map<number, number>();
    const boxes: Box[] = [];
    // From the least to the most important, so that an alerted label lies on top.
    for (let i = wantedBy.length - 1; i >= 0; i--) {
      const at = placed[i];
      if (!at) continue;
      const d = wantedBy[i]!;
      places.set(d.number, at.place);
      const box: Box = { number: d.number, x: Math.round(at.x), y: Math.round(at.y), width: wanted[i]!.width, height: wanted[i]!.height };
      this.label(scene, d, texts[i]!, box, colours[d.ink]!);
      boxes.push(box);
    }
    this.places = places;
    this.boxes = boxes.reverse();
    return boxes.length;
  }

  private labelWidth(label: Label): number {
    let chars = 0;
    label.lines.forEach((line, i) => {
      chars = Math.max(chars, line.length + (i === label.arrowLine && label.trend !== 'unknown' && label.trend !== 'level' ? 1.2 : 0));
    });
    return Math.ceil(chars * this.charPx) + 6;
  }

  private label(scene: Scene, d: Drawn, label: Label, box: { x: number; y: number; width: number; height: number }, colour: string): void {
    const { pen } = this;
    const { palette, tracks } = scene;
    const alert = tracks.alertOf(d.slot);
    // Alarms flash until somebody answers, warnings stand inverse, cautions have a frame.
    const unanswered = tracks.has(d.slot, Flag.unacknowledged);
    const inverse = unanswered && (alert === 2 || (alert === 3 && scene.flash));
    const line = leader(d.x, d.y, box, SYMBOL_R + 4);
    if (line) {
      pen.strokeStyle = colour;
      pen.globalAlpha = 0.55;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(line[0], line[1]);
      pen.lineTo(line[2], line[3]);
      pen.stroke();
      pen.globalAlpha = 1;
    }
    const important = alert > 0 || d.number === scene.selected;
    pen.fillStyle = inverse ? colour : important ? palette.land : palette.labelBack;
    pen.fillRect(box.x, box.y, box.width, box.height);
    if (important) {
      pen.strokeStyle = colour;
      pen.lineWidth = alert === 3 ? 2 : 1;
      pen.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
    }
    pen.fillStyle = inverse ? palette.alertInk : colour;
    pen.textBaseline = 'middle';
    label.lines.forEach((text, i) => {
      const y = box.y + 1 + LINE_PX * (i + 0.5);
      pen.fillText(text, box.x + 3, y);
      if (i === label.arrowLine) this.arrow(label, box.x + 3 + text.length * this.charPx + this.charPx * 0.6, y);
    });
  }

  /** Drawn, not written: no font need have the sign. */
  private arrow(label: Label, x: number, y: number): void {
    if (label.trend !== 'climb' && label.trend !== 'descend') return;
    const { pen } = this;
    const up = label.trend === 'climb' ? -1 : 1;
    pen.strokeStyle = pen.fillStyle;
    pen.lineWidth = 1.25;
    pen.beginPath();
    pen.moveTo(x, y - up * 4);
    pen.lineTo(x, y + up * 4);
    pen.moveTo(x - 3, y + up * 1);
    pen.lineTo(x, y + up * 4.5);
    pen.lineTo(x + 3, y + up * 1);
    pen.stroke();
  }

  /** A crossed box where a track was lost or a border was crossed, when no track stands there any more. */
  private marks({ marks, view, palette }: Scene): void {
    const { pen } = this;
    pen.lineWidth = 1.5;
    for (const mark of marks) {
      const x = screenX(view, mercatorX(mark.lon));
      const y = screenY(view, mercatorY(mark.lat));
      pen.strokeStyle = palette.alert[mark.alert];
      pen.strokeRect(x - MARK_R, y - MARK_R, 2 * MARK_R, 2 * MARK_R);
      pen.beginPath();
      pen.moveTo(x - MARK_R, y - MARK_R);
      pen.lineTo(x + MARK_R, y + MARK_R);
      pen.moveTo(x + MARK_R, y - MARK_R);
      pen.lineTo(x - MARK_R, y + MARK_R);
      pen.stroke();
    }
  }

  private markLabel({ palette }: Scene, mark: Mark, x: number, y: number, { width, height }: Wanted, at: Placed | null): void {
    if (!at) return;
    const { pen } = this;
    const box = { x: Math.round(at.x), y: Math.round(at.y), width, height };
    const line = leader(x, y, box, MARK_R + 3);
    pen.strokeStyle = palette.alert[mark.alert];
    pen.lineWidth = 1;
    if (line) {
      pen.globalAlpha = 0.55;
      pen.beginPath();
      pen.moveTo(line[0], line[1]);
      pen.lineTo(line[2], line[3]);
      pen.stroke();
      pen.globalAlpha = 1;
    }
    pen.fillStyle = palette.labelBack;
    pen.fillRect(box.x, box.y, width, height);
    pen.fillStyle = palette.alert[mark.alert];
    pen.textBaseline = 'middle';
    pen.fillText(mark.label, box.x + 3, box.y + height / 2);
  }

  private measure({ measure, view, palette }: Scene): void {
    if (!measure) return;
    const { pen } = this;
    const [x1, y1] = [screenX(view, mercatorX(measure.from[0])), screenY(view, mercatorY(measure.from[1]))];
    const [x2, y2] = [screenX(view, mercatorX(measure.to[0])), screenY(view, mercatorY(measure.to[1]))];
    pen.strokeStyle = palette.measure;
    pen.lineWidth = 1.25;
    pen.setLineDash([6, 3]);
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
    pen.setLineDash([]);
    pen.font = FONT;
    const width = pen.measureText(measure.text).width + 8;
    pen.fillStyle = palette.labelBack;
    pen.fillRect(x2 + 12, y2 + 8, width, 18);
    pen.fillStyle = palette.measure;
    pen.textBaseline = 'middle';
    pen.fillText(measure.text, x2 + 16, y2 + 17);
  }
}
