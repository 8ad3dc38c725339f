import { COMMAND_REFUSALS, TERMINAL_WANTED } from '../core/refusal-words/command-refusals.js';
import { AgentError } from '../error.js';
import { withTerminal } from './options.js';

export interface Question {
  /** Ends in the word that is to be typed. */
  readonly text: string;
  /** What counts as agreed to; what is in lower case here may be typed in capitals as well. */
  readonly yes: readonly string[];
}

/**
 * Asks before something that has an effect on others is done. Only a word that is typed whole counts: Enter alone agrees to
 * nothing, and nothing counts that was typed before it was asked. Without a terminal nobody is asked and nothing is done.
 *
 * @throws AgentError `interrupted` where it was not agreed to, `bad-configuration` where nobody can be asked
 */
export async function confirm(
  { text, yes }: Question,
  lendTerminal: typeof withTerminal = withTerminal,
): Promise<void> {
  const typed = await lendTerminal(TERMINAL_WANTED.agreement, async (terminal) => {
    await terminal.forget();
    return terminal.ask(`${text} `);
  });
  const word = typed.trim();
  if (yes.includes(word) || yes.includes(word.toLowerCase())) return;
  throw new AgentError('interrupted', COMMAND_REFUSALS.notAgreed);
}
