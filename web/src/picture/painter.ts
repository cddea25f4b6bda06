/**
 * What a painter of tracks is given and gives back. Canvas2D (canvas2d.ts) is the one for software rendering; another, on WebGL2,
 * may stand beside it without anything else changing.
 */
import type { Sensor, SensorSite } from '../stream/messages';
import type { TrackTable } from '../stream/tracks';
import type { View } from './geo';
import type { Detail } from './label';
import type { Palette } from './palette';

export interface LevelBand {
  /** Flight levels; null is open. */
  lower: number | null;
  upper: number | null;
}

export interface Measure {
  from: [number, number];
  to: [number, number];
  text: string;
}

/** Where something happened. */
export interface Mark {
  lat: number;
  lon: number;
  /** 1 caution, 2 warning, 3 alarm. */
  alert: 1 | 2 | 3;
  label: string;
}

export interface Scene {
  tracks: TrackTable;
  view: View;
  palette: Palette;
  detail: Detail;
  vectorMinutes: number;
  band: LevelBand;
  selected: number | null;
  /** Tentative tracks as tracks; else they are faint marks without label, comet and vector. */
  tentative: boolean;
  /** Unacknowledged alerts in inverse video in this frame. */
  flash: boolean;
  sites: readonly SensorSite[];
  sensorStates: ReadonlyMap<number, Sensor['state']>;
  measure: Measure | null;
  /** Alerts that have a place but no track any more. */
  marks: readonly Mark[];
  /** What stands for the level of a track on the ground. */
  groundWord: string;
}

export interface Painted {
  /** All symbols, faint ones included. */
  symbols: number;
  faint: number;
  labels: number;
  vectors: number;
  ms: number;
}

export interface Painter {
  resize(width: number, height: number, ratio: number): void;
  paint(scene: Scene): Painted;
  /** Track whose symbol is nearest to a point of the screen, within reach of a pointer, else whose label is there; faint ones last. */
  pick(x: number, y: number): number | null;
  /** Labels keep their places from frame to frame; after a jump of the view they may start anew. */
  forget(): void;
}
