import type { Lang } from '../picture/format';
import { en } from './en';
import { fr, type Words } from './fr';

export type { Words } from './fr';
export const LANGS = ['fr', 'en'] as const satisfies readonly Lang[];
export const words: Record<Lang, Words> = { fr, en };

/** Language of the page: `?lang=` first, else French for a French browser, else English. */
export function chooseLang(query: string, browser: readonly string[]): Lang {
  const asked = new URLSearchParams(query).get('lang');
  const known = LANGS.find((lang) => lang === asked);
  if (known) return known;
  return browser[0]?.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

/** A word for a value from the wire; a value that has none is shown as it stands. Own keys only: `constructor` is no word. */
export function wordFor(table: Record<string, string>, value: string): string {
  return Object.hasOwn(table, value) ? table[value]! : value;
}
