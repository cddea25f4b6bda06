/** `window.vigie`: what the page holds, to be read by tests and by whoever looks into it. Reading changes nothing. */
import type { App } from './app.svelte';
import { isFaint } from './picture/filter';
import { screenX, screenY, type View } from './picture/geo';
import { trackTitle } from './picture/label';
import { Flag } from './stream/frame';

export interface VigieDebug {
  readonly tracks: number;
  /** Tracks that stand at least about 100 m from where they were first seen. */
  readonly moved: number;
  /** Of `tracks`, those not yet confirmed, and whether they are shown as tracks. */
  readonly tentative: number;
  readonly showTentative: boolean;
  /** Current alerts nobody has answered for; 0 in a replay, where nobody can. */
  readonly open: number;
  readonly painted: { symbols: number; faint: number; labels: number; vectors: number; ms: number };
  readonly alerts: { id: number; kind: string; severity: string; state: string; track: number | null; label: string; acknowledgedBy: string | null }[];
  readonly sensors: { id: number; name: string; state: string }[];
  readonly mode: string | null;
  /** True also in the replay of an exercise. */
  readonly exercise: boolean;
  readonly link: string;
  readonly condition: string;
  readonly frozen: boolean;
  readonly pictureTime: string | null;
  readonly frames: number;
  readonly badFrames: number;
  readonly lastBad: string;
  readonly gaps: number;
  readonly lang: string;
  readonly selected: number | null;
  readonly view: View;
  /** Every track with its title and its place on the map's screen, CSS pixels from the map's corner. */
  list(): { number: number; title: string; faint: boolean; x: number; y: number; lat: number; lon: number }[];
}

export function exposeDebug(app: App, view: () => View): void {
  const debug: VigieDebug = {
    get tracks() {
      return app.tracks.count;
    },
    get moved() {
      return app.tracks.movedCount;
    },
    get tentative() {
      return app.tracks.countWith(Flag.tentative);
    },
    get showTentative() {
      return app.showTentative;
    },
    get open() {
      return app.openCount;
    },
    get painted() {
      return { ...app.painted };
    },
    get alerts() {
      return app.alerts.map(({ id, kind, severity, state, track, label, acknowledgedBy }) => ({ id, kind, severity, state, track, label, acknowledgedBy }));
    },
    get sensors() {
      return app.sensors.map(({ id, name, state }) => ({ id, name, state }));
    },
    get mode() {
      return app.mode;
    },
    get exercise() {
      return app.saidMode === 'exercise' || app.saidMode === 'exerciseReplay';
    },
    get link() {
      return app.link;
    },
    get condition() {
      return app.condition.state;
    },
    get frozen() {
      return app.frozen;
    },
    get pictureTime() {
      return app.atMs === null ? null : new Date(app.atMs).toISOString();
    },
    get frames() {
      return app.frames;
    },
    get badFrames() {
      return app.badFrames;
    },
    get lastBad() {
      return app.lastBad;
    },
    get gaps() {
      return app.gaps;
    },
    get lang() {
      return app.lang;
    },
    get selected() {
      return app.selected;
    },
    get view() {
      return view();
    },
    list() {
      const v = view();
      return [...app.tracks.numbers()].map((number) => {
        const slot = app.tracks.slotOf(number)!;
        return {
          number,
          title: trackTitle(number, app.tracks.names.get(number)),
          faint: !app.showTentative && isFaint(app.tracks, slot, app.selected),
          x: screenX(v, app.tracks.x[slot]!),
          y: screenY(v, app.tracks.y[slot]!),
          lat: app.tracks.latDeg(slot),
          lon: app.tracks.lonDeg(slot),
        };
      });
    },
  };
  Object.defineProperty(window, 'vigie', { value: Object.freeze(debug), configurable: true });
}
