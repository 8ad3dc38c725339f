import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';
import type { Terminal } from '../ports.js';

/** Screen, then what was scrolled away, then the cursor to its place. */
const CLEAR = '\u001b[2J\u001b[3J\u001b[H';

/** What waits in the kernel has come by then, and nobody has read a question in that time; in milliseconds. */
const FORGETTING = 100;

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (cause: AgentError) => void;
}

/** Asks on one terminal: questions go to one stream, answers come from the other, and secrets are not echoed. */
export class NodeTerminal implements Terminal {
  readonly #reader: Interface;
  readonly #output: Writable;
  readonly #stop: () => void;
  /** Lines that were typed before they were asked for. */
  readonly #early: string[] = [];
  #waiting: Waiting | undefined;
  #shown = false;
  #ended = false;

  /** @param stop ends what is at work: while nothing is asked, Ctrl-C is the kernel's no longer, and means just that */
  constructor(input: NodeJS.ReadableStream, output: Writable, stop = () => void process.kill(process.pid, 'SIGINT')) {
    [this.#output, this.#stop] = [output, stop];
    const echo = new Writable({
      write: (part, _encoding, done) => {
        if (this.#shown) output.write(part);
        done();
      },
    });
    this.#reader = createInterface({ input, output: echo, terminal: true, historySize: 0 });
    this.#reader.on('line', (line) => this.#onLine(line));
    this.#reader.on('SIGINT', () => this.#interrupt());
    this.#reader.on('close', () => this.#onClose());
  }

  say(text: string): void {
    this.#output.write(`${text}\n`);
  }

  ask(question: string): Promise<string> {
    return this.#question(question, true);
  }

  async askSecret(question: string): Promise<string> {
    const answer = await this.#question(question, false);
    this.#output.write('\n');
    return answer;
  }

  async forget(): Promise<void> {
    await delay(FORGETTING);
    this.#early.length = 0;
    if (this.#ended) return;
    // What was begun of a line: both sides of the cursor.
    this.#reader.write(null, { ctrl: true, name: 'e' });
    this.#reader.write(null, { ctrl: true, name: 'u' });
  }

  clear(): void {
    this.#output.write(CLEAR);
  }

  close(): void {
    this.#reader.close();
  }

  #question(question: string, shown: boolean): Promise<string> {
    this.#shown = shown;
    // A prompt of the reader is drawn again when a letter is taken back; of a secret there is nothing to draw.
    this.#reader.setPrompt(shown ? question : '');
    if (!shown) this.#output.write(question);
    else if (!this.#ended) this.#reader.prompt();
    const early = this.#early.shift();
    if (early !== undefined) return Promise.resolve(early);
    if (this.#ended) return Promise.reject(interrupted());
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #interrupt(): void {
    const asked = this.#waiting !== undefined;
    this.close();
    if (!asked) this.#stop();
  }

  #onLine(line: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#shown = false;
    if (waiting === undefined) this.#early.push(line);
    else waiting.resolve(line);
  }

  #onClose(): void {
    this.#ended = true;
    if (this.#waiting === undefined) return;
    // What is said next does not belong behind the question.
    this.#output.write('\n');
    this.#waiting.reject(interrupted());
    this.#waiting = undefined;
  }
}

const interrupted = (): AgentError => new AgentError('interrupted', ENROL_REFUSALS.stopped);
