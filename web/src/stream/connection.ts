/**
 * One WebSocket to the server, for ever: opens it, hands over what comes, opens it again after a growing pause.
 * It decodes nothing and keeps no picture.
 */

export type Link = 'connecting' | 'open' | 'reconnecting';

export interface Handlers {
  link(link: Link, attempt: number): void;
  text(json: string): void;
  binary(buffer: ArrayBuffer): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** A socket that has said nothing for this long is given up and opened anew: the network may have swallowed its end. */
const SILENT_SOCKET_MS = 8000;

/** Pause before attempt `n` (1, 2, ...): doubling, bounded, scattered by up to a quarter so that many pages do not return at once. */
export function pauseMs(attempt: number, random: number): number {
  const base = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(10, attempt - 1));
  return base * (0.75 + 0.25 * random);
}

/** The stream's address beside the page, wherever it is mounted. */
export function streamUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/v1/stream`;
}

export class Connection {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly handlers: Handlers,
    private readonly open: (url: string) => WebSocket = (u) => new WebSocket(u),
  ) {
    this.connect();
  }

  private connect(): void {
    this.handlers.link(this.attempt === 0 ? 'connecting' : 'reconnecting', this.attempt);
    const socket = this.open(this.url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.watch(socket);
    socket.onopen = () => {
      if (socket === this.socket) this.handlers.link('open', 0);
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket !== this.socket) return;
      this.attempt = 0;
      this.watch(socket);
      if (typeof event.data === 'string') this.handlers.text(event.data);
      else if (event.data instanceof ArrayBuffer) this.handlers.binary(event.data);
    };
    // An error is always followed by a close.
    socket.onclose = () => this.lost(socket);
  }

  private watch(socket: WebSocket): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      this.lost(socket);
      socket.close();
    }, SILENT_SOCKET_MS);
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket || this.closed) return;
    this.socket = null;
    clearTimeout(this.watchdog);
    this.attempt++;
    this.handlers.link('reconnecting', this.attempt);
    this.timer = setTimeout(() => this.connect(), pauseMs(this.attempt, Math.random()));
  }

  /** Asks for a full frame. */
  requestKeyframe(): void {
    if (this.socket?.readyState === 1) this.socket.send('{"type":"keyframe"}');
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.socket?.close();
    this.socket = null;
  }
}
