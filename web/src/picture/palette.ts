/** Colours of the picture, by palette. The page's own colours are the CSS variables of app.css; the two are kept in step by hand. */
export const PALETTES = ['night', 'day', 'contrast'] as const;
export type PaletteName = (typeof PALETTES)[number];

export interface Palette {
  sea: string;
  land: string;
  coast: string;
  border: string;
  country: string;
  aerodrome: string;
  fir: string;
  areaLine: string;
  areaFill: string;
  temporary: string;
  inactive: string;
  sensor: string;
  sensorSilent: string;
  /** Tracks: usual, coasting, tentative, on the ground. */
  track: string;
  coasting: string;
  tentative: string;
  ground: string;
  selected: string;
  /** By alert: none, caution, warning, alarm. */
  alert: readonly [string, string, string, string];
  /** Text upon an alert's colour. */
  alertInk: string;
  labelBack: string;
  measure: string;
}

export const palettes: Record<PaletteName, Palette> = {
  night: {
    sea: '#070b10',
    land: '#10161b',
    coast: '#33424e',
    border: '#6f808c',
    country: '#6d7b86',
    aerodrome: '#7f8f9b',
    fir: '#5b8fb9',
    areaLine: '#c77bb0',
    areaFill: 'rgba(199,123,176,0.10)',
    temporary: '#e08ad0',
    inactive: '#6b5a68',
    sensor: '#6fa8a0',
    sensorSilent: '#ff6b5e',
    track: '#a9e5bd',
    coasting: '#93a0ab',
    tentative: '#7d8a94',
    ground: '#8d9a86',
    selected: '#ffffff',
    alert: ['#a9e5bd', '#f2e04a', '#ff9d33', '#ff5a52'],
    alertInk: '#0b0b0b',
    labelBack: 'rgba(13,18,22,0.55)',
    measure: '#7fd4ff',
  },
  day: {
    sea: '#c9d8e2',
    land: '#eceae2',
    coast: '#8aa0ae',
    border: '#8c8577',
    country: '#6b6558',
    aerodrome: '#5a5f5a',
    fir: '#2f6690',
    areaLine: '#8e2f74',
    areaFill: 'rgba(142,47,116,0.10)',
    temporary: '#a3248a',
    inactive: '#a8929f',
    sensor: '#1f6b60',
    sensorSilent: '#b3150c',
    track: '#0b4a24',
    coasting: '#5d666d',
    tentative: '#6f777d',
    ground: '#5a6350',
    selected: '#000000',
    alert: ['#0b4a24', '#6b5c00', '#a04a00', '#b80d06'],
    alertInk: '#ffffff',
    labelBack: 'rgba(240,238,230,0.70)',
    measure: '#004f80',
  },
  contrast: {
    sea: '#000000',
    land: '#0a0a0a',
    coast: '#8a8a8a',
    border: '#b5b5b5',
    country: '#d0d0d0',
    aerodrome: '#d0d0d0',
    fir: '#7cc4ff',
    areaLine: '#ff8ae2',
    areaFill: 'rgba(255,138,226,0.14)',
    temporary: '#ff8ae2',
    inactive: '#a08a9a',
    sensor: '#7ff0e0',
    sensorSilent: '#ff6b5e',
    track: '#ffffff',
    coasting: '#c0c8d0',
    tentative: '#b0b8c0',
    ground: '#c0c8b8',
    selected: '#00ffff',
    alert: ['#ffffff', '#ffff00', '#ffa530', '#ff6058'],
    alertInk: '#000000',
    labelBack: 'rgba(0,0,0,0.8)',
    measure: '#7cc4ff',
  },
};
