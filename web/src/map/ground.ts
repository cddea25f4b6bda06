/** What lies under the tracks: the base map, or an empty ground where a browser cannot draw one. */
import type { View } from '../picture/geo';
import type { Palette } from '../picture/palette';
import type { Area, SensorSite } from '../stream/messages';

export interface GroundEvents {
  /** It was drawn or moved; draw the tracks over it now. */
  moved(): void;
  clicked(x: number, y: number, lon: number, lat: number): void;
  hovered(x: number, y: number, lon: number, lat: number): void;
  /** A person, not the program, dragged it. */
  dragged(): void;
  /** A person, not the program, moved or zoomed it, in whatever way. */
  taken(): void;
}

export interface Ground {
  /** Loads the geography that ships with the page. Rejects with the reason when a file of it cannot be had. */
  load(): Promise<void>;
  view(): View;
  /** Brings a place to the middle; without animation where motion is unwanted. */
  centre(lon: number, lat: number, still: boolean, zoom?: number): void;
  zoomBy(steps: number): void;
  /** Areas of the `static` message; `text` writes an area's name and limits. */
  areas(areas: readonly Area[], text: (area: Area) => string): void;
  /** Rings at the nominal range of sensors: what a data sheet promises, not what terrain allows. */
  ranges(sites: readonly SensorSite[]): void;
  repaint(palette: Palette): void;
  resize(): void;
  focus(): void;
  remove(): void;
}
