import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CoachError } from '../error.js';

export interface AskingTerminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const stopped = (): CoachError =>
  new CoachError('bad-passphrase', 'No passphrase was given: nothing was made or changed.');

/** Asks on a terminal for lines that are not shown, one after the other. @throws CoachError `bad-passphrase` when that is ended */
export async function askSecrets({ input, output }: AskingTerminal, questions: readonly string[]): Promise<string[]> {
  const silent = new Writable({ write: (_part, _encoding, done) => done() });
  const reader = createInterface({ input, output: silent, terminal: true, historySize: 0 });
  const answers: string[] = [];
  try {
    output.write(`${questions[0] ?? ''} `);
    for await (const line of reader) {
      output.write('\n');
      answers.push(line);
      if (answers.length === questions.length) return answers;
      output.write(`${questions[answers.length] ?? ''} `);
    }
    throw stopped();
  } finally {
    reader.close();
  }
}

/** A passphrase that is chosen: asked twice. @throws CoachError `bad-passphrase` */
export async function askNewPassphrase(terminal: AskingTerminal): Promise<string> {
  const [first = '', again] = await askSecrets(terminal, ['New passphrase of the key file:', 'Once more:']);
  if (first === again) return first;
  throw new CoachError('bad-passphrase', 'The two passphrases are not the same: begin again.');
}
