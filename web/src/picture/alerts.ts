/** The order of alerts and which comes next. Pure; the server's ranking is kept, the page only puts unanswered ones first. */
import { SEVERITIES, type Alert } from '../stream/messages';

export function isOver(alert: Alert): boolean {
  return alert.state === 'over';
}
/** Nobody has answered for it yet. */
export function isOpen(alert: Alert): boolean {
  return alert.state === 'raised' || alert.state === 'predicted';
}
export function severityRank(alert: Alert): number {
  return SEVERITIES.indexOf(alert.severity);
}

/** Current alerts: unacknowledged first, then by severity, then in the server's order. Ended ones, latest first. */
export function ranked(alerts: readonly Alert[]): { current: Alert[]; history: Alert[] } {
  const current = alerts
    .filter((a) => !isOver(a))
    .map((alert, i) => ({ alert, i }))
    .sort((a, b) => Number(isOpen(b.alert)) - Number(isOpen(a.alert)) || severityRank(b.alert) - severityRank(a.alert) || a.i - b.i)
    .map(({ alert }) => alert);
  const history = alerts.filter(isOver).sort((a, b) => (b.ended ?? '').localeCompare(a.ended ?? ''));
  return { current, history };
}

/** The alert after the selected one, round and round. */
export function next(current: readonly Alert[], selected: number | null): Alert | null {
  if (current.length === 0) return null;
  const at = current.findIndex((a) => a.id === selected);
  return current[(at + 1) % current.length] ?? null;
}

/** What one press of Space acknowledges: the selected alert, else one of the selected track, else the first; never one that is answered. */
export function toAcknowledge(current: readonly Alert[], selectedAlert: number | null, selectedTrack: number | null): Alert | null {
  const open = current.filter(isOpen);
  return open.find((a) => a.id === selectedAlert) ?? open.find((a) => selectedTrack !== null && (a.track === selectedTrack || a.otherTrack === selectedTrack)) ?? open[0] ?? null;
}

/** Does it want sound: `alarm` repeats, `warning` once when it appears, caution is silent. */
export function sounding(current: readonly Alert[]): 'alarm' | 'warning' | null {
  let sound: 'warning' | null = null;
  for (const a of current) {
    if (!isOpen(a)) continue;
    if (a.severity === 'alarm') return 'alarm';
    if (a.severity === 'warning') sound = 'warning';
  }
  return sound;
}
