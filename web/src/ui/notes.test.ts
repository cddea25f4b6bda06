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
  ['its recording has ended', 'son enregistrement est terminé'],
  ['not connected: 10.0.0.7:30005: Connection refused (os error 111)', 'non connecté : 10.0.0.7:30005 : connexion refusée', 'not connected: 10.0.0.7:30005: connection refused'],
  ['not connected: [::1]:30005: no answer within 2.5 s', 'non connecté : [::1]:30005 : pas de réponse en 2,5 s'],
  ['not connected: feeder.local:30005: failed to lookup address', 'non connecté : feeder.local:30005: failed to lookup address'],
  ['connecting', 'connexion en cours'],
  ['listening; the last feeder: 10.0.0.9:4711: 64 KiB came without one Beast message; check the format in [sensor.input] and the port of the feeder', 'à l’écoute ; dernière source : 10.0.0.9:4711 : 64 Kio reçus sans un message Beast ; vérifier le format dans [sensor.input] et le port de la source'],
  ['listening; nothing comes in', 'à l’écoute ; rien n’arrive'],
  ['connected, but silent', 'connecté, mais muet'],
  ['closed', 'fermé'],
  ['reading the file failed by a fault in the program', 'lecture du fichier arrêtée par un défaut du programme'],
  // Both at once, each with a semicolon of its own.
  ['listening; nothing comes in; its clock is +3.0 s from ours; reports are timed by arrival', 'à l’écoute ; rien n’arrive ; horloge décalée de +3,0 s ; plots datés à leur arrivée', 'listening; nothing comes in; clock off by +3.0 s; reports are timed by arrival'],
  ['not connected: 10.0.0.7:30005: the other side closed the connection; more than can be taken in; 3 receptions dropped', 'non connecté : 10.0.0.7:30005 : l’autre côté a fermé la connexion ; plus que ce qui peut être pris ; 3 réceptions perdues'],
  ['disk on fire; bytes that are no message of the format', 'disk on fire ; octets qui ne sont pas un message de ce format'],
];

describe('notes of sensors', () => {
  it('are said in the page’s language', () => {
    for (const [sentence, fr, en] of SENTENCES) expect([noteText(sentence, 'fr'), noteText(sentence, 'en')]).toEqual([fr, en ?? sentence]);
  });
  it('that are unknown stand as they are', () => {
    for (const note of ['', 'connection refused by 10.0.0.7:30005', 'a; b; c', 'listening; something new', 'ASTERIX category x is not known']) expect(noteText(note, 'fr')).toBe(note);
  });
});
