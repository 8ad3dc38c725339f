import { toHex } from '@fit4work/protocol';
import type { RunningLink } from '../context.js';
import { CoachError } from '../error.js';
import type { Log } from '../log-port.js';
import type { Inbox } from '../ports.js';

/** A log of which every leaf is proven as long as it is generous. */
export class FakeLog implements Log {
  generous = true;
  readonly leaves: string[] = [];

  async prove(leaf: Uint8Array): Promise<{ index: number; size: number; text: string }> {
    this.leaves.push(toHex(leaf));
    if (!this.generous) throw new CoachError('not-proven', 'not in a witnessed checkpoint');
    return { index: this.leaves.length - 1, size: this.leaves.length, text: 'proof' };
  }

  async holds(leaf: Uint8Array, index: number): Promise<boolean> {
    return this.leaves[index] === toHex(leaf);
  }
}

/** A broker that hands over what is published and keeps what comes back. */
export class FakeLink implements RunningLink {
  connected = true;
  inbox: Inbox | undefined;
  readonly published: { topic: string; payload: Uint8Array }[] = [];

  start(inbox: Inbox): void {
    this.inbox = inbox;
  }

  async stop(): Promise<void> {
    this.connected = false;
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    if (!this.connected) throw new CoachError('broker-unavailable', 'away');
    this.published.push({ topic, payload });
  }
}
