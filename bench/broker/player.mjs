import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that plays clients and does what it is told, one thing after the other: it says first that it is ready. */
export class Player {
  #child;
  #ready;
  #ended;
  #stopping = false;

  /** @param {URL} program */
  constructor(program) {
    this.#child = fork(fileURLToPath(program));
    this.#ready = once(this.#child, 'message');
    this.#ended = once(this.#child, 'exit').then(() => {
      if (!this.#stopping) throw new Error(`${program.pathname} has ended`);
      return [];
    });
    // Whoever asks hears of it.
    this.#ended.catch(() => undefined);
  }

  get pid() {
    return this.#child.pid ?? 0;
  }

  /** @param {object} message @returns {Promise<any>} its answer */
  async ask(message) {
    await Promise.race([this.#ready, this.#ended]);
    const answer = once(this.#child, 'message');
    this.#child.send(message);
    const [content] = await Promise.race([answer, this.#ended]);
    return content;
  }

  async stop() {
    this.#stopping = true;
    this.#child.kill();
    await this.#ended.catch(() => undefined);
  }
}

/**
 * The other side of it: does what is asked by its one name, and answers.
 * @param {Readonly<Record<string, (options: any) => Promise<unknown>>>} deeds
 */
export function play(deeds) {
  process.on('message', (/** @type {Record<string, unknown>} */ message) => {
    for (const [name, options] of Object.entries(message)) {
      deeds[name]?.(options).then((result) => process.send?.(result ?? {}));
    }
  });
  // Whoever plays for nobody any more ends.
  process.once('disconnect', () => process.exit(0));
  process.send?.({});
}
