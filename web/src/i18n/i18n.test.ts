import { describe, expect, it } from 'vitest';
import { ALERT_STATES, SENSOR_STATES, SEVERITIES } from '../stream/messages';
import { MODES, SOURCES } from '../stream/frame';
import { chooseLang, wordFor, words } from './index';

/** Every path of a dictionary with the kind of what stands there. */
function shape(value: unknown, path = ''): string[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([k, v]) => shape(v, `${path}.${k}`));
  return [`${path}: ${typeof value}`];
}
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe('dictionaries', () => {
  it('have the same keys, open tables included', () => {
    expect(shape(words.en).sort()).toEqual(shape(words.fr).sort());
  });
  it('have no empty word', () => {
    for (const lang of ['fr', 'en'] as const) for (const text of texts(words[lang])) expect(text.trim()).not.toBe('');
  });
  it('say EXERCICE in both languages', () => {
    for (const lang of ['fr', 'en'] as const) {
      expect(words[lang].mode.exercise).toContain('EXERCICE');
      expect(words[lang].modeBanner.exercise).toContain('EXERCICE');
      for (const both of [words[lang].modeBanner.exerciseReplay, words[lang].modeTitle.exerciseReplay]) expect(both).toMatch(/^(REJEU|REPLAY) .*EXERCICE/);
      expect(words[lang].exerciseToo).toBe('EXERCICE');
    }
  });
  it('have a word for all that the stream can say', () => {
    for (const t of Object.values(words)) {
      for (const m of MODES) expect(t.mode[m]).toBeTruthy();
      for (const s of SOURCES) expect(t.source[s]).toBeTruthy();
      for (const s of SEVERITIES) expect(t.alerts.severity[s]).toBeTruthy();
      for (const s of ALERT_STATES) expect(t.alerts.state[s]).toBeTruthy();
      for (const s of SENSOR_STATES) expect(t.sensors.state[s]).toBeTruthy();
      for (const k of ['emergency_squawk', 'area_entry', 'border_crossing', 'short_term_conflict', 'track_loss', 'sensor_silent', 'recording_fault', 'fir_crossing', 'minimum_safe_altitude', 'duplicate_code', 'duplicate_address', 'primary_only', 'without_adsb', 'transponder_silent', 'low_slow', 'loitering', 'sensor_bias', 'late_picture', 'alert_flood']) expect(wordFor(t.alerts.kind, k)).not.toBe(k);
    }
  });
  it('show an unknown word as it stands, and no inherited one', () => {
    expect(wordFor(words.fr.alerts.evidence, 'something_new')).toBe('something_new');
    expect(wordFor(words.fr.alerts.evidence, 'constructor')).toBe('constructor');
  });
});

describe('chooseLang', () => {
  it('takes the query first, then the browser, else English', () => {
    for (const [query, browser, lang] of [
      ['?lang=en', ['fr-FR'], 'en'], ['?lang=fr', ['en'], 'fr'], ['?lang=xx', ['fr'], 'fr'], ['', ['fr-NE', 'en'], 'fr'], ['', ['de', 'fr'], 'en'], ['', [], 'en'],
    ] as const) expect(chooseLang(query, browser)).toBe(lang);
  });
});
