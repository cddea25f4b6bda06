import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection, pauseMs, streamUrl, type Link } from './connection';

class FakeSocket {
  static all: FakeSocket[] = [];
  binaryType = '';
  readyState = 1;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.onclose?.();
  }
}

describe('Connection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
  });
  afterEach(() => vi.useRealTimers());

  function connect() {
    const links: Link[] = [];
    const texts: string[] = [];
    const connection = new Connection('ws://x', { link: (l) => links.push(l), text: (t) => texts.push(t), binary: () => undefined }, () => new FakeSocket() as unknown as WebSocket);
    return { connection, links, texts };
  }

  it('comes back after a loss, says so, and pauses longer each time', () => {
    const { links } = connect();
    FakeSocket.all[0]!.onopen?.();
    FakeSocket.all[0]!.close();
    expect(links).toEqual(['connecting', 'open', 'reconnecting']);
    vi.advanceTimersByTime(500);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.all[1]!.close();
    vi.advanceTimersByTime(700);
    expect(FakeSocket.all).toHaveLength(2);
    vi.advanceTimersByTime(300);
    expect(FakeSocket.all).toHaveLength(3);
  });

  it('gives up a socket that says nothing', () => {
    connect();
    FakeSocket.all[0]!.onopen?.();
    vi.advanceTimersByTime(9000);
    expect(FakeSocket.all.length).toBeGreaterThan(1);
  });

  it('does not listen to an old socket, nor come back when closed', () => {
    const { connection, texts } = connect();
    const old = FakeSocket.all[0]!;
    old.onmessage?.({ data: 'one' });
    old.close();
    vi.advanceTimersByTime(600);
    old.onmessage?.({ data: 'late' });
    FakeSocket.all[1]!.onmessage?.({ data: 'two' });
    expect(texts).toEqual(['one', 'two']);
    connection.requestKeyframe();
    expect(FakeSocket.all[1]!.sent).toEqual(['{"type":"keyframe"}']);
    connection.close();
    vi.advanceTimersByTime(60000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('pauses between 0.375 s and 5 s', () => {
    expect(pauseMs(1, 0)).toBe(375);
    expect(pauseMs(1, 1)).toBe(500);
    expect(pauseMs(4, 1)).toBe(4000);
    expect(pauseMs(5000, 1)).toBe(5000);
  });

  it('finds the stream beside the page', () => {
    expect(streamUrl({ protocol: 'http:', host: '127.0.0.1:8080' })).toBe('ws://127.0.0.1:8080/api/v1/stream');
    expect(streamUrl({ protocol: 'https:', host: 'a' })).toBe('wss://a/api/v1/stream');
  });
});
