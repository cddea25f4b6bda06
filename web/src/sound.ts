/**
 * Tones for alarms, made on the spot. A browser lets a page sound only after a person has touched it, so nothing is made before the
 * first touch: until then the page says that its sound is locked.
 */
export class Sound {
  private context: AudioContext | null = null;
  muted = false;

  get locked(): boolean {
    return this.context === null || this.context.state !== 'running';
  }

  /** To be called from a click or a key. */
  unlock(): void {
    if (this.context === null) {
      if (typeof AudioContext === 'undefined') return;
      this.context = new AudioContext();
    }
    if (this.context.state === 'suspended') void this.context.resume();
  }

  /** Two tones, high and low: alarm. */
  alarm(): void {
    this.tone(880, 0, 0.16);
    this.tone(660, 0.18, 0.22);
  }
  /** One tone: warning. */
  warning(): void {
    this.tone(620, 0, 0.18);
  }

  private tone(hz: number, after: number, length: number): void {
    if (this.muted || this.context === null || this.context.state !== 'running') return;
    const start = this.context.currentTime + after;
    const oscillator = this.context.createOscillator();
    const gain = this.context.createGain();
    oscillator.type = 'triangle';
    oscillator.frequency.value = hz;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.22, start + 0.015);
    gain.gain.setValueAtTime(0.22, start + length - 0.04);
    gain.gain.linearRampToValueAtTime(0, start + length);
    oscillator.connect(gain).connect(this.context.destination);
    oscillator.start(start);
    oscillator.stop(start + length);
  }
}
