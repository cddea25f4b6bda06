/** Small sentences that more than one panel says. */
import { words, type Words } from '../i18n';
import { ageText, decimal, type Lang } from '../picture/format';
import { Flag } from '../stream/frame';
import type { Area, Sensor } from '../stream/messages';
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
