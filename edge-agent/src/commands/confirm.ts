import { createInterface } from 'node:readline/promises';
import { AgentError } from '../error.js';

/** Whether a person sits at this terminal and can be asked. */
const isAttended = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

export interface Question {
  /** Ends in the word that is to be typed. */
  readonly text: string;
  /** What counts as agreed to, in lower case. */
  readonly yes: readonly string[];
}

/**
 * Asks before something that has an effect on others is done. Only a word that is typed whole counts: Enter alone agrees to
 * nothing. Without a terminal nobody is asked and nothing is done.
 *
 * @throws AgentError `interrupted` where it was not agreed to, `bad-configuration` where nobody can be asked
 */
export async function confirm({ text, yes }: Question): Promise<void> {
  if (!isAttended()) {
    throw new AgentError('bad-configuration', 'Nobody can be asked here, so nothing was done; add --yes to agree.');
  }
  // On standard error: standard output is for the result.
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await terminal.question(`${text} `);
    if (yes.includes(typed.trim().toLowerCase())) return;
  } finally {
    terminal.close();
  }
  throw new AgentError('interrupted', 'It was not agreed to, so nothing was done.');
}
