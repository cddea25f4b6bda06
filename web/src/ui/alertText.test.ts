import { describe, expect, it } from 'vitest';
import type { Alert } from '../stream/messages';
import { allEvidence, said, sinceMs } from './alertText';

function alert(kind: string, evidence: Record<string, string>, more: Partial<Alert> = {}): Alert {
  return {
    id: 1, kind, severity: 'caution', state: 'raised', track: 1, otherTrack: null, label: 'X', since: '2026-11-20T16:29:35Z', ended: null, acknowledgedBy: null, acknowledgedAt: null,
    area: null, distanceM: null, timeToGoS: null, lat: null, lon: null, ...more, evidence: Object.entries(evidence).map(([key, value]) => ({ key, value })),
  };
}

// Evidence as the demonstration's server writes it.
const emergency = { squawk: '7700', replies: '2', code_since: '2026-11-20T16:29:52Z', emergency: 'general', emergency_state: 'general', level_ft: '32500', speed_kt: '454', last_seen: '2026-11-20T16:30:08Z' };
const crossing = { border: 'Niger', direction: 'out', transponder: 'yes', level_ft: '40000', speed_kt: '455', sigma_m: '4', depth_nm: '0.3' };
const area = { area: 'EXERCICE R1', kind: 'restricted', level_ft: '35000', speed_kt: '455', sigma_m: '61' };
const loss = { last_seen: '2026-11-20T16:29:30Z', level_ft: '21000', speed_kt: '274', sensor: 'Niamey receiver', sensor_distance_nm: '178.3' };

describe('what a card says', () => {
  it('of an emergency: the code, what it means, level and speed', () => {
    expect(said(alert('emergency_squawk', emergency), 'fr')).toEqual({ title: 'Code 7700 : détresse', facts: ['F325', '454 kt'] });
    expect(said(alert('emergency_squawk', { squawk: '7600', emergency: 'radio_failure' }), 'en').title).toBe('Code 7600: radio failure');
    expect(said(alert('emergency_squawk', { squawk: '7500' }), 'fr').title).toBe('Code 7500 : intervention illicite');
    expect(said(alert('emergency_squawk', { emergency_state: 'medical' }), 'fr').title).toBe('Urgence ADS-B : médicale');
    // An emergency state that says more than the code is said.
    expect(said(alert('emergency_squawk', { ...emergency, emergency_state: 'minimum_fuel' }), 'fr').title).toBe('Code 7700 : carburant minimal');
  });
  it('of an area: towards it with the time and way to go, then in it', () => {
    const predicted = alert('area_entry', area, { state: 'predicted', area: 'EXERCICE R1', distanceM: 19963, timeToGoS: 85.3 });
    expect(said(predicted, 'fr')).toEqual({ title: 'Vers EXERCICE R1 (zone réglementée)', facts: ['entrée dans 1 min 25 s', 'à 10,8 NM', 'F350', '455 kt'] });
    // Acknowledged while still predicted: the time to go tells.
    expect(said({ ...predicted, state: 'acknowledged' }, 'en').title).toBe('Towards EXERCICE R1 (restricted area)');
    expect(said(alert('area_entry', area, { area: 'EXERCICE R1' }), 'en')).toEqual({ title: 'In EXERCICE R1 (restricted area)', facts: ['F350', '455 kt'] });
  });
  it('of a border: direction, and without transponder what is not known', () => {
    expect(said(alert('border_crossing', crossing, { area: 'Niger' }), 'fr')).toEqual({ title: 'Frontière Niger : sortie', facts: ['F400', '455 kt', '0,3 NM au-delà'] });
    const dark = { border: 'Niger', direction: 'in', transponder: 'no', level_unknown: 'never said', speed_kt: '119', sigma_m: '68', depth_nm: '0.3' };
    expect(said(alert('border_crossing', dark, { area: 'Niger' }), 'fr')).toEqual({ title: 'Frontière Niger : entrée', facts: ['sans transpondeur', 'niveau inconnu', '119 kt', '0,3 NM au-delà'] });
    expect(said(alert('border_crossing', { ...dark, inferred: 'yes' }), 'en').facts).toContain('crossing inferred');
  });
  it('of a conflict: how long until separation is lost, how far apart, how near', () => {
    const conflict = { separation_nm: '18.4', separation_ft: '0', sigma_m: '160', nearest_nm: '1.2', vertical_minimum_ft: '800', levels_ft: '35000 / 35000', hypothesis: 'straight' };
    const predicted = alert('short_term_conflict', conflict, { state: 'predicted', timeToGoS: 85.3 });
    expect(said(predicted, 'fr')).toEqual({ title: 'Conflit', facts: ['perte de séparation dans 1 min 25 s', 'à 18,4 NM et 0 ft l’un de l’autre', 'au plus près 1,2 NM'] });
    expect(said(alert('short_term_conflict', conflict), 'en').title).toBe('Separation lost');
    expect(allEvidence(predicted, 'fr')).toContain('vol prolongé en ligne droite');
  });
  it('of a loss, a silent sensor, a fault', () => {
    expect(said(alert('track_loss', loss), 'fr')).toEqual({ title: 'Piste perdue', facts: ['vue à 16:29:30Z', 'F210', '274 kt', 'à 178 NM de Niamey receiver'] });
    expect(said(alert('sensor_silent', { last_seen: '2026-11-20T16:29:30Z' }), 'en')).toEqual({ title: 'Sensor silent', facts: ['heard at 16:29:30Z'] });
    expect(said(alert('recording_fault', { fault: 'no space' }), 'fr')).toEqual({ title: 'Enregistrement en défaut', facts: ['no space'] });
  });
  it('of the others: the kind, the area and all that is known, in words', () => {
    const fir = said(alert('fir_crossing', { fir: 'Niamey', direction: 'in', permit: 'no' }, { area: 'Niamey' }), 'fr');
    expect(fir).toEqual({ title: 'Franchissement de FIR', facts: ['Niamey', expect.stringContaining('autorisation non')] });
    const flood = said(alert('alert_flood', { flood_of: 'border_crossing', not_shown: '312' }), 'en');
    expect(flood).toEqual({ title: 'Flood of alerts', facts: ['alerts Border crossing · not shown 312'] });
    const low = said(alert('minimum_safe_altitude', { clearance_ft: '250', qnh_hpa: 'standard' }, { timeToGoS: 20 }), 'fr');
    expect(low.facts[0]).toBe('dans 20 s');
  });
  it('is never without a title, whatever the evidence', () => {
    for (const kind of ['emergency_squawk', 'area_entry', 'border_crossing', 'short_term_conflict', 'track_loss', 'sensor_silent', 'recording_fault', 'fir_crossing', 'alert_flood', 'of_tomorrow']) {
      for (const evidence of [{}, { level_ft: 'high', speed_kt: '', squawk: 'constructor', last_seen: 'x', depth_nm: 'NaN' }] as Record<string, string>[]) {
        const { title, facts } = said(alert(kind, evidence), 'fr');
        expect(title.trim()).not.toBe('');
        expect(`${title} ${facts.join(' ')}`).not.toMatch(/undefined|NaN kt|null|function/);
      }
    }
  });
  it('of a kind it does not know says all', () => {
    expect(said(alert('of_tomorrow', { something: 'new', level_ft: '1000' }), 'en')).toEqual({ title: 'of_tomorrow', facts: ['something new · level (ft) 1000'] });
  });
  it('leaves the rest to the details', () => {
    expect(allEvidence(alert('border_crossing', crossing, { area: 'Niger' }), 'fr')).toBe('sens sortie · transpondeur oui · niveau (ft) 40000 · vitesse (kt) 455 · incertitude (m) 4 · profondeur (NM) 0,3');
  });
});

describe('since when', () => {
  it('a predicted entry that became one counts from then', () => {
    const at = (text: string): number => Date.parse(text);
    expect(sinceMs(alert('area_entry', area, { state: 'predicted' }))).toBe(at('2026-11-20T16:29:35Z'));
    expect(sinceMs(alert('area_entry', { ...area, raised_at: '2026-11-20T16:31:34Z' }))).toBe(at('2026-11-20T16:31:34Z'));
    expect(sinceMs(alert('area_entry', {}, { since: null }))).toBeNull();
  });
});
