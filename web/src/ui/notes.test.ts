import { describe, expect, it } from 'vitest';
import { noteText } from './notes';

// The sentences of the server, as its web/texts.rs writes them.
const SENTENCES: [string, string, string?][] = [
  ['bytes that are no message of the format', 'octets qui ne sont pas un message de ce format'],
  ['data source SAC 12 SIC 3 is not in the configuration', 'source SAC 12 SIC 3 absente de la configuration'],
  ['ASTERIX category 062 is not known', 'catégorie ASTERIX 062 inconnue'],
  ['its clock is -2.5 s from ours; reports are timed by arrival', 'horloge décalée de -2,5 s ; plots datés à leur arrivée', 'clock off by -2.5 s; reports are timed by arrival'],
  ['simulated data refused by a live system', 'données simulées refusées par un système en direct'],
  ['data without the simulation mark refused by an exercise', 'données sans marque de simulation refusées par un exercice'],
  ['antenna position is not configured; its plots have no place', 'position d’antenne absente de la configuration ; plots sans lieu'],
  ['more than can be taken in; 4711 receptions dropped', 'plus que ce qui peut être pris ; 4711 réceptions perdues'],
];

describe('notes of sensors', () => {
  it('are said in the page’s language', () => {
    for (const [sentence, fr, en] of SENTENCES) expect([noteText(sentence, 'fr'), noteText(sentence, 'en')]).toEqual([fr, en ?? sentence]);
  });
  it('that are unknown stand as they are', () => {
    for (const note of ['', 'connection refused by 10.0.0.7:30005', 'ASTERIX category x is not known']) expect(noteText(note, 'fr')).toBe(note);
  });
});
