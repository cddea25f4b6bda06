/**
 * The last fault of a sensor in the page's language. The server writes English sentences of a fixed set (`note` in its web/texts.rs);
 * a sentence that is none of them is shown as it stands.
 */
import { words, type Words } from '../i18n';
import type { Lang } from '../picture/format';

type Notes = Words['sensors']['notes'];

const KNOWN: readonly [RegExp, (t: Notes, found: readonly string[], lang: Lang) => string][] = [
  [/^bytes that are no message of the format$/, (t) => t.unreadable],
  [/^data source SAC (\d+) SIC (\d+) is not in the configuration$/, (t, [, sac, sic]) => t.source(sac!, sic!)],
  [/^ASTERIX category (\d+) is not known$/, (t, [, category]) => t.category(category!)],
  [/^its clock is ([+-]\d+(?:\.\d+)?) s from ours; reports are timed by arrival$/, (t, [, off], lang) => t.clock(lang === 'fr' ? off!.replace('.', ',') : off!)],
  [/^simulated data refused by a live system$/, (t) => t.simulated],
  [/^data without the simulation mark refused by an exercise$/, (t) => t.unmarked],
  [/^antenna position is not configured; its plots have no place$/, (t) => t.noPosition],
  [/^more than can be taken in; (\d+) receptions dropped$/, (t, [, count]) => t.overload(count!)],
];

export function noteText(note: string, lang: Lang): string {
  for (const [pattern, say] of KNOWN) {
    const found = pattern.exec(note);
    if (found) return say(words[lang].sensors.notes, found, lang);
  }
  return note;
}
