import { bashScript } from './bash-completion.js';
import type { CommandFacts } from './command-facts.js';
import { fishScript } from './fish-completion.js';
import { zshScript } from './zsh-completion.js';

/* Scripts that complete the agent's commands in a shell. They are made from the program itself, so that none can name an
   option that is not there. Nothing is asked of the agent while somebody types: a script is all there is. Each goes through
   the words from the first, since options of the program stand before its command, and a value may be named like one. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (name: string, program: CommandFacts) => readonly string[]>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** @param name by which the program is called */
export const completionScript = (shell: Shell, name: string, program: CommandFacts): string =>
  `${SCRIPTS[shell](name, program).join('\n')}\n`;
