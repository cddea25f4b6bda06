/**
 * The state of the page: what came over the stream and what the operator chose. Tracks stay outside the framework (TrackTable);
 * `beat` counts twice a second so that lists look at them again.
 */
import { send } from './api';
import { chooseLang, words, type Words } from './i18n';
import { isOpen, next, ranked, sounding, toAcknowledge } from './picture/alerts';
import { BANDS } from './picture/filter';
import type { Lang } from './picture/format';
import { homeView } from './picture/geo';
import { trackTitle, type Detail } from './picture/label';
import type { LevelBand, Painted } from './picture/painter';
import { PALETTES, type PaletteName } from './picture/palette';
import { Sound } from './sound';
import { said } from './ui/alertText';
import { Connection, streamUrl, type Link } from './stream/connection';
import { decodeFrame, Flag, Kind, type Mode } from './stream/frame';
import { Liveness, type Condition } from './stream/liveness';
import { readMessage, type Alert, type Area, type Hello, type Message, type Sensor, type SensorSite } from './stream/messages';
import { mercatorX, mercatorY, TrackTable } from './stream/tracks';

const BEAT_MS = 500;
const CONDITION_MS = 100;
const ALARM_REPEAT_MS = 2500;

function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`vigie.${key}`);
  } catch {
    return null;
  }
}
function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`vigie.${key}`, value);
  } catch {
    // A browser that keeps nothing: the choice holds until the page closes.
  }
}

/** What the map does for the rest of the page; set once the map stands. */
export interface MapHands {
  /** `still`: without animation. */
  centre(lon: number, lat: number, zoom?: number, still?: boolean): void;
  zoomBy(steps: number): void;
  focus(): void;
  cancelMeasure(): boolean;
  size(): { width: number; height: number };
  /** Is a place well in view, beside the panel of the selected track. */
  inView(lon: number, lat: number): boolean;
}

export class App {
  readonly tracks = new TrackTable();
  readonly sound = new Sound();
  private readonly liveness = new Liveness();
  private connection: Connection | null = null;
  private sequence: number | null = null;
  /** After `hello` the numbers of tracks may mean others than before. */
  private anew = true;
  /** The view is the home view: nobody has moved it since. */
  atHome = false;
  private alarmAt = Number.NEGATIVE_INFINITY;
  /** Alerts that were announced, by number and time: another server begins its numbers anew. */
  private heard = new Set<string>();
  /** What the selected track was called before the stream was opened anew. */
  private selectedTitle: string | null = null;
  map: MapHands | null = null;
  /** Called when tracks changed and the map should be painted. */
  changed: () => void = () => undefined;
  frames = 0;
  badFrames = 0;
  gaps = 0;
  lastBad = '';

  lang = $state<Lang>('fr');
  readonly t: Words = $derived(words[this.lang]);
  palette = $state<PaletteName>('night');
  link = $state<Link>('connecting');
  attempt = $state(0);
  hello = $state.raw<Hello | null>(null);
  mode = $state<Mode | null>(null);
  condition = $state.raw<Condition>({ state: 'waiting' });
  atMs = $state<number | null>(null);
  alerts = $state.raw<Alert[]>([]);
  sensors = $state.raw<Sensor[]>([]);
  sites = $state.raw<SensorSite[]>([]);
  areas = $state.raw<Area[]>([]);
  staticSeen = $state(false);
  /** All tracks, and those of them that are tentative. */
  trackCount = $state(0);
  tentativeCount = $state(0);
  beat = $state(0);

  selected = $state<number | null>(null);
  selectedAlert = $state<number | null>(null);
  follow = $state(false);
  vectorMinutes = $state(3);
  detail = $state<Detail>(1);
  band = $state.raw<LevelBand>(BANDS[0]!);
  measuring = $state(false);
  showRanges = $state(false);
  showTentative = $state(false);
  flashing = $state(true);
  muted = $state(false);
  soundLocked = $state(true);
  operator = $state('');
  dialog = $state<'help' | 'operator' | null>(null);
  finding = $state(false);
  /** The panel of plans; the plan that is open in it, and the message being typed. */
  showPlans = $state(false);
  plan = $state<number | null>(null);
  draft = $state('');
  sending = $state.raw<ReadonlySet<number>>(new Set());
  refused = $state.raw<ReadonlyMap<number, string>>(new Map());
  announcement = $state('');
  reducedMotion = $state(false);
  /** Where the pointer is on the map, for the read-out. */
  pointer = $state.raw<{ lat: number; lon: number } | null>(null);
  scale = $state.raw<{ nm: number; px: number } | null>(null);
  basemapFault = $state<string | null>(null);
  painted = $state.raw<Painted>({ symbols: 0, faint: 0, labels: 0, vectors: 0, ms: 0 });
  /** What waits for the operator's name. */
  private pending: ((operator: string) => void) | null = null;

  readonly ranked = $derived(ranked(this.alerts));
  /** A replay is the past: nobody can answer for an alert in it any more, so none waits for an answer. */
  readonly canAcknowledge = $derived(this.mode !== 'replay');
  readonly openCount = $derived(this.canAcknowledge ? this.ranked.current.filter(isOpen).length : 0);
  /** The mode as it must be said: a replay of an exercise is both, and what is an exercise is never said to be live. */
  readonly saidMode = $derived(this.hello?.exercise && this.mode ? (this.mode === 'replay' ? 'exerciseReplay' : 'exercise') : this.mode);
  readonly frozen = $derived(this.condition.state === 'frozen');

  start(): void {
    this.lang = chooseLang(location.search, navigator.languages);
    const palette = PALETTES.find((p) => p === remembered('palette'));
    if (palette) this.palette = palette;
    this.muted = remembered('muted') === 'yes';
    this.sound.muted = this.muted;
    this.flashing = remembered('flashing') !== 'no';
    this.operator = remembered('operator') ?? '';
    this.showTentative = remembered('tentative') === 'yes';
    const motion = matchMedia('(prefers-reduced-motion: reduce)');
    this.reducedMotion = motion.matches;
    motion.addEventListener('change', () => (this.reducedMotion = motion.matches));
    const unlock = (): void => {
      this.sound.unlock();
      this.soundLocked = this.sound.locked;
    };
    addEventListener('pointerdown', unlock, { capture: true });
    addEventListener('keydown', unlock, { capture: true });
    this.connection = new Connection(streamUrl(location), {
      link: (link, attempt) => {
        this.link = link;
        if (attempt > 0 || link !== 'open') this.attempt = attempt;
      },
      text: (json) => this.text(json),
      binary: (buffer) => this.binary(buffer),
    });
    setInterval(() => this.look(), CONDITION_MS);
    setInterval(() => this.onBeat(), BEAT_MS);
  }

  // What comes over the stream

  private text(json: string): void {
    const message = readMessage(json);
    if (message === null) return;
    this.take(message);
  }

  private take(message: Message): void {
    switch (message.type) {
      case 'hello': {
        const first = this.hello === null;
        if (this.selected !== null) this.selectedTitle = trackTitle(this.selected, this.tracks.names.get(this.selected));
        this.refused = new Map();
        this.hello = message;
        this.mode = message.mode;
        this.sequence = null;
        this.anew = true;
        if (first) this.map?.centre(message.home.lon, message.home.lat, message.home.zoom, true);
        break;
      }
      case 'static':
        this.sites = message.sensors;
        this.areas = message.areas;
        if (!this.staticSeen) this.home(true);
        this.staticSeen = true;
        break;
      case 'names':
        if (message.full) this.tracks.names.clear();
        for (const name of message.tracks) this.tracks.names.set(name.n, name);
        this.tracks.revision++;
        if (message.full) this.keepSelection();
        this.changed();
        break;
      case 'alerts':
        this.takeAlerts(message.alerts);
        break;
      case 'sensors':
        this.sensors = message.sensors;
        break;
    }
  }

  private takeAlerts(alerts: Alert[]): void {
    this.alerts = alerts;
    const present = new Set<string>();
    const key = (alert: Alert): string => `${alert.id} ${alert.since ?? ''}`;
    for (const alert of alerts) {
      present.add(key(alert));
      if (this.heard.has(key(alert)) || !isOpen(alert)) continue;
      this.heard.add(key(alert));
      const t = this.t.alerts;
      this.announcement = t.announce(t.severity[alert.severity], said(alert, this.lang).title, alert.label);
      if (alert.severity === 'warning') this.sound.warning();
      // What nobody can answer sounds once.
      if (alert.severity === 'alarm' && !this.canAcknowledge) this.sound.alarm();
    }
    for (const id of this.heard) if (!present.has(id)) this.heard.delete(id);
    if (this.selectedAlert !== null && !alerts.some((a) => a.id === this.selectedAlert)) this.selectedAlert = null;
    this.ring(performance.now());
  }

  private binary(buffer: ArrayBuffer): void {
    const frame = decodeFrame(buffer);
    if (frame.type === 'bad') {
      this.badFrames++;
      this.lastBad = frame.why;
      return;
    }
    const { header } = frame;
    this.frames++;
    if (this.sequence !== null && header.sequence !== (this.sequence + 1) >>> 0) {
      this.gaps++;
      // The merged state may lack what a lost frame removed: only a whole frame puts it right.
      if (header.kind !== Kind.keyframe) this.connection?.requestKeyframe();
    }
    this.sequence = header.sequence;
    this.liveness.frame(performance.now(), header.atMs);
    this.mode = header.mode;
    if (frame.type === 'tracks') {
      const whole = header.kind === Kind.keyframe;
      if (this.anew && whole) {
        const names = new Map(this.tracks.names);
        this.tracks.clear();
        for (const [n, name] of names) this.tracks.names.set(n, name);
        this.anew = false;
      }
      this.tracks.apply(header.atMs, frame.records, frame.removed, whole);
    } else if (frame.type === 'trail') {
      this.tracks.applyTrail(header.atMs, frame.trail);
    } else {
      this.tracks.atMs = header.atMs;
    }
    this.atMs = header.atMs;
    if (this.condition.state !== 'flowing') this.look();
    this.changed();
  }

  private look(): void {
    const condition = this.liveness.condition(performance.now(), this.mode ?? 'live');
    if (condition.state !== this.condition.state || condition.state === 'frozen' || condition.state === 'paused') this.condition = condition;
  }

  private onBeat(): void {
    this.beat++;
    this.trackCount = this.tracks.count;
    this.tentativeCount = this.tracks.countWith(Flag.tentative);
    this.soundLocked = this.sound.locked;
    this.ring(performance.now());
  }

  private ring(nowMs: number): void {
    if (!this.canAcknowledge || sounding(this.ranked.current) !== 'alarm' || nowMs - this.alarmAt < ALARM_REPEAT_MS) return;
    this.alarmAt = nowMs;
    this.sound.alarm();
  }

  // What the operator does

  setLang(lang: Lang): void {
    this.lang = lang;
    const url = new URL(location.href);
    url.searchParams.set('lang', lang);
    history.replaceState(null, '', url);
  }
  setPalette(palette: PaletteName): void {
    this.palette = palette;
    remember('palette', palette);
  }
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.sound.muted = muted;
    remember('muted', muted ? 'yes' : 'no');
  }
  setFlashing(flashing: boolean): void {
    this.flashing = flashing;
    remember('flashing', flashing ? 'yes' : 'no');
  }
  setShowTentative(shown: boolean): void {
    this.showTentative = shown;
    remember('tentative', shown ? 'yes' : 'no');
    this.changed();
  }
  setOperator(name: string): void {
    this.operator = name.trim().slice(0, 60);
    remember('operator', this.operator);
    this.dialog = null;
    const pending = this.pending;
    this.pending = null;
    if (this.operator !== '') pending?.(this.operator);
  }

  /** What a person answers for is done under a name: asks for it first where there is none. */
  named(act: (operator: string) => void): void {
    if (this.operator !== '') return act(this.operator);
    this.pending = act;
    this.dialog = 'operator';
  }

  /** A server that was started anew numbers its tracks anew: the same number under another name is another aircraft. */
  private keepSelection(): void {
    const before = this.selectedTitle;
    this.selectedTitle = null;
    if (before === null || this.selected === null) return;
    if (trackTitle(this.selected, this.tracks.names.get(this.selected)) !== before) this.select(null, false);
  }

  /** Selects a track; `bring` moves the map if the track is not well in view: a map that jumps at every choice is no map. */
  select(number: number | null, bring: boolean): void {
    this.selected = number;
    this.selectedTitle = null;
    if (number === null) this.follow = false;
    const slot = number === null ? undefined : this.tracks.slotOf(number);
    if (bring && slot !== undefined) this.bring(this.tracks.lonDeg(slot), this.tracks.latDeg(slot));
    this.changed();
  }

  selectAlert(alert: Alert): void {
    this.selectedAlert = alert.id;
    if (alert.track !== null && this.tracks.slotOf(alert.track) !== undefined) this.select(alert.track, true);
    else if (alert.lat !== null && alert.lon !== null) this.bring(alert.lon, alert.lat);
  }

  private bring(lon: number, lat: number): void {
    if (this.map && !this.map.inView(lon, lat)) this.map.centre(lon, lat);
  }

  nextAlert(): boolean {
    const alert = next(this.ranked.current, this.selectedAlert);
    if (alert) this.selectAlert(alert);
    return alert !== null;
  }

  acknowledgeNext(): void {
    const alert = toAcknowledge(this.ranked.current, this.selectedAlert, this.selected);
    if (alert) void this.acknowledge(alert.id);
  }

  /** Sends the acknowledgement; the alert changes only when the server says so. */
  async acknowledge(id: number): Promise<void> {
    if (!this.canAcknowledge) return;
    if (this.operator === '') return this.named(() => void this.acknowledge(id));
    if (this.sending.has(id)) return;
    this.sending = new Set([...this.sending, id]);
    this.refuse(id, null);
    const answer = await send(`/api/v1/alerts/${id}/acknowledge`, { operator: this.operator });
    if (!answer.ok) this.refuse(id, answer.why ?? this.t.alerts.unreachable);
    this.sending = new Set([...this.sending].filter((s) => s !== id));
  }

  private refuse(id: number, why: string | null): void {
    const refused = new Map(this.refused);
    if (why === null) refused.delete(id);
    else refused.set(id, why);
    this.refused = refused;
  }

  openPlan(id: number): void {
    this.plan = id;
    this.showPlans = true;
  }

  /** The track that is taken to be of this name, or null. */
  trackOf(callsign: string): number | null {
    for (const name of this.tracks.names.values()) if (name.identified === 'identified' && name.identity === callsign && this.tracks.slotOf(name.n) !== undefined) return name.n;
    return null;
  }

  home(still = false): void {
    this.follow = false;
    const home = this.hello?.home;
    if (!home || !this.map) return;
    const { width, height } = this.map.size();
    const outlines = this.areas.filter((a) => a.kind === 'fir' || a.kind === 'border').flatMap((a) => a.polygon.map(([lon, lat]) => [mercatorX(lon), mercatorY(lat)] as const));
    const { lon, lat, zoom } = homeView(home, outlines, width, height);
    this.map.centre(lon, lat, zoom, still);
    this.atHome = true;
  }

  /** The window, or what stands around the map, has another size: who looks at the home view goes on seeing the whole of it. */
  resized(): void {
    if (this.atHome) this.home(true);
  }

  stepBand(by: number): void {
    const at = BANDS.findIndex((b) => b.lower === this.band.lower && b.upper === this.band.upper);
    this.band = BANDS[(at + by + BANDS.length) % BANDS.length]!;
    this.changed();
  }

  cancelDialog(): void {
    this.pending = null;
    this.dialog = null;
  }

  /** Always back to safe: one thing after the other is closed, the nearest first. */
  escape(): void {
    if (this.dialog) this.cancelDialog();
    else if (this.finding) this.finding = false;
    else if (this.measuring || this.map?.cancelMeasure()) {
      this.map?.cancelMeasure();
      this.measuring = false;
    } else if (this.showPlans) {
      if (this.plan !== null) {
        this.plan = null;
        return;
      }
      this.showPlans = false;
    } else {
      this.select(null, false);
      this.selectedAlert = null;
    }
    this.map?.focus();
    this.changed();
  }
}

export const app = new App();
