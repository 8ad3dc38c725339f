import { styleText } from 'node:util';

/** One line a stage on standard error: elapsed time, stage, what is happening now. */
export class Progress {
  readonly #started = performance.now();
  readonly #write: (text: string) => void;
  readonly #live: boolean;
  #stage = '';
  #text = '';

  /** @param live the lines go to a terminal that can rewrite its last one */
  constructor(write: (text: string) => void, live: boolean) {
    this.#write = write;
    this.#live = live;
  }

  get seconds(): number {
    return Math.round((performance.now() - this.#started) / 100) / 10;
  }

  /** Begins a stage; the one before is finished. */
  stage(name: string, text: string): void {
    this.#finish();
    this.#stage = name;
    this.#show(text);
  }

  /** The counts of the present stage have changed. */
  update(text: string): void {
    if (text !== this.#text) this.#show(text);
  }

  /** A line of its own. */
  note(text: string): void {
    this.#finish();
    this.#write(`${text}\n`);
  }

  end(): void {
    this.#finish();
  }

  #line(): string {
    const time = `${this.seconds.toFixed(1).padStart(6)} s`;
    return `${this.#live ? styleText('dim', time) : time}  ${this.#stage.padEnd(12)} ${this.#text}`;
  }

  #show(text: string): void {
    this.#text = text;
    if (this.#live) this.#write(`\r\u001b[2K${this.#line()}`);
  }

  #finish(): void {
    if (this.#stage === '') return;
    this.#write(this.#live ? `\r\u001b[2K${this.#line()}\n` : `${this.#line()}\n`);
    this.#stage = '';
  }
}
