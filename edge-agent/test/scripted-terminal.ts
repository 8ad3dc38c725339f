import type { Terminal } from '../src/ports.js';

/** Somebody who answers as the test says, and looks at what was shown. */
export class ScriptedTerminal implements Terminal {
  readonly said: string[] = [];
  readonly asked: string[] = [];
  /** How much had been asked whenever what was typed was dropped. */
  readonly forgotten: number[] = [];
  cleared = 0;
  readonly #answer: (question: string, terminal: ScriptedTerminal) => string;

  constructor(answer: (question: string, terminal: ScriptedTerminal) => string) {
    this.#answer = answer;
  }

  say(text: string): void {
    this.said.push(text);
  }

  async ask(question: string): Promise<string> {
    this.asked.push(question);
    return this.#answer(question, this);
  }

  askSecret(question: string): Promise<string> {
    return this.ask(question);
  }

  async forget(): Promise<void> {
    this.forgotten.push(this.asked.length);
  }

  clear(): void {
    this.cleared++;
  }

  close(): void {
    this.cleared += 0;
  }

  /** The words of the last table that was shown, in order. */
  words(): readonly string[] {
    const table = this.said.findLast((text) => /\b1 \w/.test(text)) ?? '';
    const rows = table.split('\n').filter((line) => line.startsWith('  '));
    const cells = [...rows.join('\n').matchAll(/(\d+) ([a-z]+)/g)].map(
      ([, place, word = '']) => [Number(place), word] as const,
    );
    return cells
      .filter(([place]) => place <= 24)
      .sort(([a], [b]) => a - b)
      .map(([, word]) => word);
  }
}
