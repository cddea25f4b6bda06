/**
 * No map, but still the picture: pan and zoom over an empty ground for a browser that has no WebGL. Tracks, alerts and lists
 * work as ever; the page says that the base map is missing.
 */
import { mercatorX, mercatorY } from '../stream/tracks';
import type { View } from '../picture/geo';
import type { GroundEvents, Ground } from './ground';

const TILE_PX = 512;
const CLICK_PX = 3;

function latitude(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

export class PlainGround implements Ground {
  private cx: number;
  private cy: number;
  private zoom: number;
  private readonly stop = new AbortController();

  constructor(
    private readonly host: HTMLElement,
    home: { lat: number; lon: number; zoom: number },
    title: string,
    private readonly events: GroundEvents,
  ) {
    this.cx = mercatorX(home.lon);
    this.cy = mercatorY(home.lat);
    this.zoom = home.zoom;
    host.tabIndex = 0;
    host.setAttribute('role', 'application');
    host.setAttribute('aria-label', title);
    const { signal } = this.stop;
    let grip: { x: number; y: number; moved: boolean } | null = null;
    host.addEventListener('pointerdown', (e) => {
      grip = { x: e.offsetX, y: e.offsetY, moved: false };
      host.setPointerCapture(e.pointerId);
    }, { signal });
    host.addEventListener('pointermove', (e) => {
      const [lon, lat] = this.place(e.offsetX, e.offsetY);
      events.hovered(e.offsetX, e.offsetY, lon, lat);
      if (!grip || (!grip.moved && Math.hypot(e.offsetX - grip.x, e.offsetY - grip.y) < CLICK_PX)) return;
      if (!grip.moved) {
        events.dragged();
        events.taken();
      }
      this.cx -= (e.offsetX - grip.x) / this.world;
      this.cy -= (e.offsetY - grip.y) / this.world;
      grip = { x: e.offsetX, y: e.offsetY, moved: true };
      this.move();
    }, { signal });
    host.addEventListener('pointerup', (e) => {
      if (grip && !grip.moved) events.clicked(e.offsetX, e.offsetY, ...this.place(e.offsetX, e.offsetY));
      grip = null;
    }, { signal });
    host.addEventListener('wheel', (e) => {
      e.preventDefault();
      events.taken();
      this.zoomAbout(-e.deltaY / 300, e.offsetX, e.offsetY);
    }, { signal, passive: false });
  }

  private get world(): number {
    return TILE_PX * 2 ** this.zoom;
  }

  private place(x: number, y: number): [number, number] {
    const mx = this.cx + (x - this.host.clientWidth / 2) / this.world;
    const my = this.cy + (y - this.host.clientHeight / 2) / this.world;
    return [mx * 360 - 180, latitude(my)];
  }

  private zoomAbout(steps: number, x: number, y: number): void {
    const before = this.world;
    this.zoom = Math.max(1, Math.min(14, this.zoom + steps));
    const shift = 1 / before - 1 / this.world;
    this.cx += (x - this.host.clientWidth / 2) * shift;
    this.cy += (y - this.host.clientHeight / 2) * shift;
    this.move();
  }

  private move(): void {
    this.cx = Math.max(0, Math.min(1, this.cx));
    this.cy = Math.max(0, Math.min(1, this.cy));
    this.events.moved();
  }

  view(): View {
    return { cx: this.cx, cy: this.cy, world: this.world, width: this.host.clientWidth, height: this.host.clientHeight };
  }
  centre(lon: number, lat: number, _still: boolean, zoom?: number): void {
    this.cx = mercatorX(lon);
    this.cy = mercatorY(lat);
    if (zoom !== undefined) this.zoom = zoom;
    this.move();
  }
  zoomBy(steps: number): void {
    this.zoomAbout(steps, this.host.clientWidth / 2, this.host.clientHeight / 2);
  }
  focus(): void {
    this.host.focus();
  }
  remove(): void {
    this.stop.abort();
  }
  load(): Promise<void> {
    return Promise.resolve();
  }
  resize(): void {
    this.move();
  }
  // There is no ground to draw these on.
  areas(): void {}
  ranges(): void {}
  repaint(): void {}
}
