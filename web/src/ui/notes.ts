/**
 * What is wrong with a sensor, in the page's language. The server writes English sentences of a fixed set (its web/texts.rs): `door_note`, of how
 * its data come in, and `note`, of the data themselves, joined by "; " where there are both. What is none of them is shown as it stands.
 */
import { words, type Words } from '../i18n';
import type { Lang } from '../picture/format';

type Notes = Words['sensors']['notes'];
type Sentence = readonly [RegExp, (t: Notes, found: readonly string[], lang: Lang) => string];

const number = (text: string, lang: Lang): string => (lang === 'fr' ? text.replace('.', ',') : text);

const DATA: readonly Sentence[] = [
  [/^bytes that are no message of the format$/, (t) => t.unreadable],
  [/^data source SAC (\d+) SIC (\d+) is not in the configuration$/, (t, [, sac, sic]) => t.source(sac!, sic!)],
  [/^ASTERIX category (\d+) is not known$/, (t, [, category]) => t.category(category!)],
  [/^its clock is ([+-]\d+(?:\.\d+)?) s from ours; reports are timed by arrival$/, (t, [, off], lang) => t.clock(number(off!, lang))],
  [/^simulated data refused by a live system$/, (t) => t.simulated],
  [/^data without the simulation mark refused by an exercise$/, (t) => t.unmarked],
  [/^antenna position is not configured; its plots have no place$/, (t) => t.noPosition],
  [/^more than can be taken in; (\d+) receptions dropped$/, (t, [, count]) => t.overload(count!)],
];


/** Why a connection ended: what the server says itself, and the commonest words of its operating system. */
const ENDS: readonly Sentence[] = [
  [/^the other side closed the connection$/, (t) => t.closedByPeer],
  [/^nothing came for (\d+(?:\.\d+)?) s$/, (t, [, seconds], lang) => t.silent(number(seconds!, lang))],
  [/^no answer within (\d+(?:\.\d+)?) s$/, (t, [, seconds], lang) => t.unanswered(number(seconds!, lang))],
  [/^(\d+) KiB came without one (.+) message; check the format in \[sensor\.input\] and the port of the feeder$/, (t, [, kib, format]) => t.garbage(kib!, format!)],
  [/^Connection refused(?: \(os error \d+\))?$/, (t) => t.refused],
  [/^Connection reset by peer(?: \(os error \d+\))?$/, (t) => t.reset],
  [/^Network is unreachable(?: \(os error \d+\))?$/, (t) => t.unreachable],
  [/^No route to host(?: \(os error \d+\))?$/, (t) => t.noRoute],
];

const DOOR: readonly Sentence[] = [
  [/^its recording has ended$/, (t) => t.ended],
  [/^not connected: (.*)$/, (t, [, why], lang) => t.notConnected(errorText(why!, lang))],
  [/^connecting$/, (t) => t.connecting],
  [/^listening; the last feeder: (.*)$/, (t, [, why], lang) => t.feeder(errorText(why!, lang))],
  [/^listening; nothing comes in$/, (t) => t.listening],
  [/^connected, but silent$/, (t) => t.connected],
  [/^closed$/, (t) => t.closed],
  [/^reading the file failed by a fault in the program$/, (t) => t.readerFault],
];

function translated(sentences: readonly Sentence[], text: string, lang: Lang): string | null {
  for (const [pattern, say] of sentences) {
    const found = pattern.exec(text);
    if (found) return say(words[lang].sensors.notes, found, lang);
  }
  return null;
}

/** The error of a connection; the address of the other side may stand before it. */
function errorText(error: string, lang: Lang): string {
  const at = error.indexOf(': ');
  const end = at < 0 ? null : translated(ENDS, error.slice(at + 2), lang);
  if (end !== null) return `${error.slice(0, at)}${lang === 'fr' ? ' : ' : ': '}${end}`;
  return translated(ENDS, error, lang) ?? error;
}

const doorText = (note: string, lang: Lang): string => translated(DOOR, note, lang) ?? errorText(note, lang);

export function noteText(note: string, lang: Lang): string {
  const data = translated(DATA, note, lang);
  if (data !== null) return data;
  // Sentences have semicolons of their own: the joint is where all that follows is a sentence about data.
  for (let at = note.indexOf('; '); at >= 0; at = note.indexOf('; ', at + 2)) {
    const rest = translated(DATA, note.slice(at + 2), lang);
    if (rest !== null) return `${doorText(note.slice(0, at), lang)}${lang === 'fr' ? ' ; ' : '; '}${rest}`;
  }
  return doorText(note, lang);
}
