/** One command of a form: sent under the operator's name; what came of it is kept to be shown. */
import { send } from '../api';
import { app } from '../app.svelte';

export class Command {
  sending = $state(false);
  /** Why it was refused, by the server or before it was sent. */
  refused = $state<string | null>(null);
  /** What of a message could not be read. */
  faults = $state.raw<string[]>([]);
  said = $state<string | null>(null);

  run(path: string, body: object, said: string, then: () => void): void {
    if (this.sending) return;
    app.named((operator) => void this.send(path, { operator, ...body }, said, then));
  }

  refuse(why: string): void {
    this.refused = why;
    this.faults = [];
    this.said = null;
  }

  private async send(path: string, body: object, said: string, then: () => void): Promise<void> {
    this.sending = true;
    this.refused = null;
    this.said = null;
    this.faults = [];
    const answer = await send(path, body);
    this.sending = false;
    if (!answer.ok) return this.refuse(app.t.alerts.failed(answer.why ?? app.t.alerts.unreachable));
    this.faults = answer.faults;
    if (answer.faults.length === 0) this.said = answer.done ? said : app.t.explain.unseen;
    then();
  }
}
