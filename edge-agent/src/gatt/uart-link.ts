import { UartLines } from '../core/uart-lines.js';
import type { GattLink } from './gatt-link.js';

/* The Nordic UART service: a serial line in notifications and writes. */

export const UART = '6e400001b5a3f393e0a9e50e24dcca9e';
/** The wearable reads here. */
export const UART_RX = '6e400002b5a3f393e0a9e50e24dcca9e';
/** The wearable tells here. */
export const UART_TX = '6e400003b5a3f393e0a9e50e24dcca9e';
/** A wearable that keeps to the least MTU takes no more at once. */
const CHUNK = 20;

/** A serial line on a link. What is sent goes out whole, one text after the other. */
export class UartLink {
  private readonly lines = new UartLines();
  private turn: Promise<unknown> = Promise.resolve();
  private goOn: (() => void) | undefined;

  constructor(
    private readonly link: GattLink,
    private readonly silenceMs: number,
  ) {}

  /** `listener` gets each line, or undefined for one that is too long; it must not throw. */
  listen(listener: (line: string | undefined) => void): Promise<void> {
    return this.link.subscribe(UART_TX, (value) => {
      const lines = this.lines.add(value);
      if (!this.lines.paused) this.goOn?.();
      for (const line of lines) listener(line);
    });
  }

  /** @param text ASCII @throws WearableError `timeout` where the wearable has no room for too long */
  send(text: string): Promise<void> {
    const mine = this.turn.then(() => this.sendNow(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async sendNow(bytes: Uint8Array): Promise<void> {
    const most = Math.min(CHUNK, this.link.writeLength);
    for (let at = 0; at < bytes.length; at += most) {
      await this.room();
      await this.link.write(UART_RX, bytes.subarray(at, at + most));
    }
  }

  private async room(): Promise<void> {
    if (!this.lines.paused) return;
    try {
      await this.link.lifeline.bounded<void>('Waiting for room', this.silenceMs, (done) => {
        this.goOn = done;
      });
    } finally {
      this.goOn = undefined;
    }
  }
}
