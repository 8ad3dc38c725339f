import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeTerminal } from './node-terminal.js';

let input: PassThrough;
let shown: string;
let stopped: number;
let terminal: NodeTerminal;

beforeEach(() => {
  [input, shown, stopped] = [new PassThrough(), '', 0];
  const output = new PassThrough().on('data', (part: Buffer) => {
    shown += part.toString();
  });
  terminal = new NodeTerminal(input, output, () => {
    stopped += 1;
  });
});
afterEach(() => terminal.close());

describe('a terminal', () => {
  it('shows what is typed in answer to a question', async () => {
    const answer = terminal.ask('Which? ');
    input.write('this\r');
    expect(await answer).toBe('this');
    expect(shown).toContain('Which? ');
    expect(shown).toContain('this');
  });

  it('shows nothing of a secret, not even how long it is, whatever is taken back in it', async () => {
    const answer = terminal.askSecret('Secret? ');
    input.write('geheix\u007fm\r');
    expect(await answer).toBe('geheim');
    expect(shown).toBe('Secret? \n');
  });

  it('keeps what is typed ahead for the next question', async () => {
    const first = terminal.askSecret('Secret? ');
    input.write('one\rtwo\r');
    expect(await first).toBe('one');
    expect(await terminal.askSecret('Again? ')).toBe('two');
    expect(shown).not.toMatch(/one|two/);
  });

  it('drops what was typed before, lines and what was begun of one, where it is told to forget it', async () => {
    input.write('yes\ryes\rye');
    await terminal.forget();
    const answer = terminal.ask('Agreed? ');
    input.write('no\r');
    expect(await answer).toBe('no');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is left by %s, and asks nothing more', async (_, key) => {
    const answer = terminal.askSecret('Secret? ');
    input.write(key);
    await expect(answer).rejects.toMatchObject({ code: 'interrupted' });
    await expect(terminal.ask('Which? ')).rejects.toMatchObject({ code: 'interrupted' });
    expect(shown).toBe('Secret? \n');
    expect(stopped).toBe(0);
  });

  it('lets Ctrl-C end what is at work while nothing is asked', async () => {
    input.write('\u0003');
    await expect.poll(() => stopped).toBe(1);
    await expect(terminal.ask('Which? ')).rejects.toMatchObject({ code: 'interrupted' });
  });
});
