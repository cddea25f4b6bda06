/** Keys of the working position. A key that a control under the focus needs for itself is left to it. */
import type { App } from './app.svelte';
import type { Detail } from './picture/label';

const REGIONS = ['[data-region="map"] :is(.maplibregl-canvas, [role="application"])', '[data-region="plans"]', '[data-region="alerts"]', '[data-region="tracks"] [role="grid"]', '[data-region="sensors"]', '[data-region="tools"]', '[data-region="top"]'];

function isTyping(target: Element): boolean {
  return target.matches('input, textarea, select, [contenteditable="true"]');
}

function nextRegion(back: boolean): void {
  const regions = REGIONS.flatMap((s) => [...document.querySelectorAll<HTMLElement>(s)].slice(0, 1));
  const at = regions.findIndex((r) => r.contains(document.activeElement));
  const to = regions[(at + (back ? -1 : 1) + regions.length) % regions.length];
  if (!to) return;
  if (to.tabIndex < 0 && !to.hasAttribute('tabindex')) to.tabIndex = -1;
  to.focus();
}

export function onKey(app: App, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.key === 'Escape') {
    event.preventDefault();
    app.escape();
    return;
  }
  if (event.key === 'F6') {
    event.preventDefault();
    nextRegion(event.shiftKey);
    return;
  }
  if (app.dialog || isTyping(target)) return;
  const onMap = target === document.body || target.closest('[data-region="map"]') !== null;
  const onControl = target.matches('button, a, summary, [role="button"]');
  if (event.key === 'Tab') {
    if (onMap && !onControl && !event.shiftKey && app.nextAlert()) event.preventDefault();
    return;
  }
  if (event.key === ' ' && onControl) return;
  if (event.repeat && event.key !== '+' && event.key !== '-') return;
  // The map has its own + and - while it is under the focus.
  if (event.key.length === 1 && '+-='.includes(event.key) && target.matches('.maplibregl-canvas')) return;
  if (act(app, event.key)) event.preventDefault();
}

function act(app: App, key: string): boolean {
  switch (key) {
    case '/':
      app.finding = true;
      return true;
    case ' ':
      app.acknowledgeNext();
      return true;
    case 'f':
    case 'F':
      app.follow = !app.follow && app.selected !== null;
      return true;
    case '1':
    case '3':
    case '6':
    case '9':
      app.vectorMinutes = Number(key);
      break;
    case 'l':
    case 'L':
      app.detail = ((app.detail + 1) % 3) as Detail;
      break;
    case 'h':
    case 'H':
      app.home();
      return true;
    case 'm':
    case 'M':
      app.map?.cancelMeasure();
      app.measuring = !app.measuring;
      return true;
    case 'c':
    case 'C':
      app.showRanges = !app.showRanges;
      return true;
    case 'i':
    case 'I':
      app.setShowTentative(!app.showTentative);
      return true;
    case 'p':
    case 'P':
      app.showPlans = !app.showPlans;
      return true;
    case '[':
      app.stepBand(-1);
      return true;
    case ']':
      app.stepBand(1);
      return true;
    case '+':
    case '=':
      app.map?.zoomBy(0.5);
      return true;
    case '-':
      app.map?.zoomBy(-0.5);
      return true;
    case '?':
      app.dialog = 'help';
      return true;
    default:
      return false;
  }
  app.changed();
  return true;
}
