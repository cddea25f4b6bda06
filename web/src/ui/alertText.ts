/**
 * What a card of an alert says: what and where in one sentence, then how far, how high, how fast, in the units people speak in.
 * Everything else the alert knows is `allEvidence`, for whoever asks.
 */
import { wordFor, words } from '../i18n';
import { clockText, decimal, levelText, milesText, spanText, timeOf, type Lang } from '../picture/format';
import type { Alert } from '../stream/messages';

export interface Said {
  title: string;
  facts: string[];
}

function valueOf(alert: Alert, key: string): string | null {
  return alert.evidence.find((e) => e.key === key)?.value ?? null;
}
function numberOf(alert: Alert, key: string): number | null {
  const value = valueOf(alert, key);
  if (value === null || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
function timeAt(alert: Alert, key: string): string | null {
  const ms = timeOf(valueOf(alert, key));
  return ms === null ? null : clockText(ms);
}

export function kindText(alert: Alert, lang: Lang): string {
  const kind = wordFor(words[lang].alerts.kind, alert.kind);
  const code = alert.kind === 'emergency_squawk' ? valueOf(alert, 'squawk') : null;
  return code ? `${kind} ${code}` : kind;
}

/** Level and speed, as far as they are said. */
function flight(alert: Alert, lang: Lang): string[] {
  const t = words[lang].alerts.said;
  const out: string[] = [];
  const feet = numberOf(alert, 'level_ft');
  if (feet !== null) out.push(levelText(feet / 100, false, false));
  else if (valueOf(alert, 'level_unknown') !== null) out.push(t.levelUnknown);
  const knots = numberOf(alert, 'speed_kt');
  if (knots !== null) out.push(`${Math.round(knots)} kt`);
  return out;
}

function emergency(alert: Alert, lang: Lang): string {
  const { said: t, values } = words[lang].alerts;
  const code = valueOf(alert, 'squawk');
  const state = valueOf(alert, 'emergency_state') ?? valueOf(alert, 'emergency');
  const word = state === null || state === 'general' ? '' : wordFor(values, state);
  if (code === null) return t.emergencyAdsb(word);
  return t.emergency(code, word || (Object.hasOwn(t.squawkMeaning, code) ? t.squawkMeaning[code]! : ''));
}

/** The essential of an alert. Of a kind this page does not know, everything. */
export function said(alert: Alert, lang: Lang): Said {
  const { said: t, values } = words[lang].alerts;
  const present = (list: (string | null | undefined | false)[]): string[] => list.filter((s): s is string => Boolean(s));
  switch (alert.kind) {
    case 'emergency_squawk':
      return { title: emergency(alert, lang), facts: flight(alert, lang) };
    case 'area_entry': {
      const kind = valueOf(alert, 'kind');
      const name = alert.area ?? valueOf(alert, 'area') ?? '?';
      const title = (alert.state === 'predicted' || alert.timeToGoS !== null ? t.towardsArea : t.inArea)(name, kind === null ? '' : wordFor(values, kind));
      return { title, facts: present([alert.timeToGoS !== null && t.entryIn(spanText(alert.timeToGoS)), alert.distanceM !== null && t.distance(milesText(alert.distanceM, lang)), ...flight(alert, lang)]) };
    }
    case 'border_crossing': {
      const depth = numberOf(alert, 'depth_nm');
      return {
        title: t.border(alert.area ?? valueOf(alert, 'border') ?? '?', valueOf(alert, 'direction') ?? ''),
        facts: present([
          valueOf(alert, 'transponder') === 'no' && t.noTransponder,
          valueOf(alert, 'inferred') === 'yes' && t.inferred,
          ...flight(alert, lang),
          depth !== null && t.beyond(`${decimal(depth, 1, lang)} NM`),
          alert.distanceM !== null && t.distance(milesText(alert.distanceM, lang)),
        ]),
      };
    }
    case 'short_term_conflict': {
      const [miles, feet, nearest] = [numberOf(alert, 'separation_nm'), numberOf(alert, 'separation_ft'), numberOf(alert, 'nearest_nm')];
      return {
        title: alert.timeToGoS === null && alert.state !== 'over' ? t.separationLost : t.conflict,
        facts: present([
          alert.timeToGoS !== null && t.lossIn(spanText(alert.timeToGoS)),
          miles !== null && t.apart(`${decimal(miles, 1, lang)} NM`, feet === null ? '' : `${Math.round(feet)} ft`),
          nearest !== null && t.nearest(`${decimal(nearest, 1, lang)} NM`),
        ]),
      };
    }
    case 'track_loss': {
      const [seen, again] = [timeAt(alert, 'last_seen'), valueOf(alert, 'seen_again')];
      const [miles, sensor] = [numberOf(alert, 'sensor_distance_nm'), valueOf(alert, 'sensor')];
      return {
        title: t.loss,
        facts: present([
          again !== null && t.seenAgain(again),
          seen !== null && t.seenAt(seen),
          ...flight(alert, lang),
          miles !== null && sensor !== null && t.fromSensor(`${decimal(miles, miles < 100 ? 1 : 0, lang)} NM`, sensor),
        ]),
      };
    }
    case 'sensor_silent': {
      const heard = timeAt(alert, 'last_seen') ?? timeAt(alert, 'last_heard');
      return { title: t.silent, facts: present([heard !== null && t.heardAt(heard)]) };
    }
    case 'recording_fault':
      return { title: t.recording, facts: present([valueOf(alert, 'fault')]) };
    default:
      return { title: kindText(alert, lang), facts: present([alert.timeToGoS !== null && t.inTime(spanText(alert.timeToGoS)), alert.area, allEvidence(alert, lang)]) };
  }
}

/** Since when the alert is what it is: a predicted entry that became one counts from then. Milliseconds since 1970 UTC. */
export function sinceMs(alert: Alert): number | null {
  return (alert.state === 'predicted' ? null : timeOf(valueOf(alert, 'raised_at'))) ?? timeOf(alert.since);
}

/** Times are shown as times of day, known words in the page's language, all else as it stands. */
function valueText(value: string, lang: Lang): string {
  const ms = /^\d{4}-\d{2}-\d{2}T.*Z$/.test(value) ? timeOf(value) : null;
  if (ms !== null) return clockText(ms);
  if (lang === 'fr' && /^-?\d+\.\d+$/.test(value)) return value.replace('.', ',');
  const { values, kind } = words[lang].alerts;
  return Object.hasOwn(values, value) ? wordFor(values, value) : wordFor(kind, value);
}

/** All evidence in words: `code 7700 · réponses 2`; what the alert says elsewhere (its area) is not said twice. */
export function allEvidence(alert: Alert, lang: Lang): string {
  return alert.evidence
    .filter((e) => e.value !== alert.area)
    .map((e) => `${wordFor(words[lang].alerts.evidence, e.key)} ${valueText(e.value, lang)}`)
    .join(' · ');
}
