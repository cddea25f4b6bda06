/**
 * Why a track is as it is and who it is taken to be, out of `GET /api/v1/tracks/{number}`: the server's sentences, in the language asked for.
 * Checked like everything from the wire: a field of the wrong type is absent, a text is only ever text.
 */
import { count, list, object, text } from './messages';
import { timeOf } from '../picture/format';

export interface Decision {
  by: string;
  atMs: number | null;
}

export interface Explained {
  why: string[];
  /** Null where the server says nothing of who it is. */
  who: { state: string; identity: string | null; plan: number | null; decision: Decision | null; words: string[] } | null;
}

const WORDS_MAX = 200;
const WORD_MAX = 1000;

function sentences(value: unknown): string[] {
  return list(value).slice(0, WORDS_MAX).map((w) => text(w, WORD_MAX)?.trim() ?? '').filter((w) => w !== '');
}

/** Null where this is no answer about a track. */
export function explainedOf(answer: unknown, number: number): Explained | null {
  const raw = object(answer);
  if (raw === null || raw.number !== number) return null;
  const who = object(raw.who);
  const decision = object(who?.decision);
  return {
    why: sentences(object(raw.why)?.words),
    who: who && {
      state: text(who.state) ?? 'unknown',
      identity: text(who.identity)?.trim() || null,
      plan: count(who.plan),
      decision: decision && { by: text(decision.by) ?? '', atMs: timeOf(text(decision.at)) },
      words: sentences(who.words),
    },
  };
}
