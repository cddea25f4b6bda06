/** Small sentences that more than one panel says. */
import { wordFor, words, type Words } from '../i18n';
import { ageText, clockText, decimal, timeOf, type Lang } from '../picture/format';
import { Flag } from '../stream/frame';
import type { Area, Alert, Sensor } from '../stream/messages';
import type { TrackTable } from '../stream/tracks';

function limit(ft: number | null, open: string): string {
  if (ft === null) return open;
  return ft >= 5000 ? `F${String(Math.round(ft / 100)).padStart(3, '0')}` : `${Math.round(ft)} ft`;
}

/** Name and vertical limits of an area; for a FIR or a border the name alone. */
export function areaText(area: Area): string {
  if (area.kind === 'fir' || area.kind === 'border') return area.name;
  return `${area.name}\n${limit(area.lowerFt, 'SFC')}–${limit(area.upperFt, 'UNL')}`;
}

export function kindText(alert: Alert, lang: Lang): string {
  const kind = wordFor(words[lang].alerts.kind, alert.kind);
  const code = alert.kind === 'emergency_squawk' ? alert.evidence.find((e) => e.key === 'squawk')?.value : undefined;
  return code ? `${kind} ${code}` : kind;
}

/** Times are shown as times of day, known words in the page's language, all else as it stands. */
function valueText(value: string, lang: Lang): string {
  const ms = /^\d{4}-\d{2}-\d{2}T.*Z$/.test(value) ? timeOf(value) : null;
  if (ms !== null) return clockText(ms);
  if (lang === 'fr' && /^-?\d+\.\d+$/.test(value)) return value.replace('.', ',');
  return wordFor(words[lang].alerts.values, value);
}

/** Evidence in words: `code 7700 · réponses 2`; what the alert says elsewhere (its area) is not said twice. */
export function evidenceText(alert: Alert, lang: Lang): string {
  return alert.evidence
    .filter((e) => e.value !== alert.area)
    .map((e) => `${wordFor(words[lang].alerts.evidence, e.key)} ${valueText(e.value, lang)}`)
    .join(' · ');
}

/** Everything about a track that asks for care, in words. */
export function qualityWords(tracks: TrackTable, slot: number, t: Words): string[] {
  const words = t.details.flags;
  const all: [number, string][] = [
    [Flag.coasting, words.coasting],
    [Flag.tentative, words.tentative],
    [Flag.primaryOnly, words.primaryOnly],
    [Flag.unverified, words.unverified],
    [Flag.geometric, words.geometric],
    [Flag.onGround, words.onGround],
    [Flag.spi, words.spi],
    [Flag.simulated, words.simulated],
  ];
  const said = all.filter(([flag]) => tracks.has(slot, flag)).map(([, word]) => word);
  if (tracks.levelFl(slot) === null) said.push(words.noLevel);
  return said;
}

export function sensorAge(sensor: Sensor, lang: Lang): string {
  const t = words[lang].sensors;
  return sensor.state === 'waiting' || sensor.ageS === null ? t.state[sensor.state] : ageText(sensor.ageS, lang);
}

export function sensorRate(sensor: Sensor, lang: Lang): string {
  return sensor.rateHz === null ? '-' : `${decimal(sensor.rateHz, sensor.rateHz < 100 ? 1 : 0, lang)}${words[lang].sensors.perSecond}`;
}
