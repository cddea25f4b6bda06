/** Questions and commands to the server this page came from. What goes wrong is an answer, never an exception. */
import { list, object, text } from './stream/messages';

export type Answer =
  /** `done` false: accepted, but the step that obeyed it was not seen. `faults`: what of a message could not be read. */
  | { ok: true; done: boolean; faults: string[] }
  /** `why` as the server says it; null where it was not reached. */
  | { ok: false; why: string | null };

const FAULTS_MAX = 50;
const WHY_MAX = 400;

/** The answer to a command, out of the status and body of the response. */
export function answerOf(ok: boolean, status: number, body: unknown): Answer {
  const raw = object(body);
  if (!ok) return { ok: false, why: text(raw?.error, WHY_MAX) || `HTTP ${status}` };
  const faults = list(raw?.faults).slice(0, FAULTS_MAX).map((f) => text(f, WHY_MAX)).filter((f) => f !== null);
  return { ok: true, done: raw?.done !== false, faults };
}

export async function send(path: string, body: unknown): Promise<Answer> {
  try {
    const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return answerOf(response.ok, response.status, await response.json().catch(() => null));
  } catch {
    return { ok: false, why: null };
  }
}

/** What stands at a path; null where it is not there, the server is busy or was not reached. */
export async function get(path: string, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(path, { signal });
    return response.ok ? ((await response.json()) as unknown) : null;
  } catch {
    return null;
  }
}

/** Asks again and again, `everyMs` after each answer, until the returned function is called; an answer that comes later is dropped. */
export function poll(path: string, everyMs: number, take: (answer: unknown) => void, wanted: () => boolean = () => true): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    if (wanted()) {
      const answer = await get(path, stop.signal);
      if (!stop.signal.aborted) take(answer);
    }
    if (!stop.signal.aborted) timer = setTimeout(() => void ask(), everyMs);
  };
  void ask();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
