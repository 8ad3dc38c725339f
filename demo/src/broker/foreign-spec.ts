import { fileURLToPath } from 'node:url';
import type { ProcessSpec } from '../supervisor.js';

const FOREIGN = fileURLToPath(new URL('./foreign.js', import.meta.url));

interface Foreign {
  readonly name: string;
  /** The port or the Unix socket where it answers when it is ready. */
  readonly answers: number | string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that is none of ours, as one that the supervisor can start. */
export const foreign = ({ name, answers, command, env = {} }: Foreign): ProcessSpec => ({
  ...{ name, env },
  argv: [FOREIGN, String(answers), ...command],
});
