import { programOf } from '../programs.js';
import type { ProcessSpec } from '../supervisor.js';

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
  argv: [programOf('demo/broker/foreign'), String(answers), ...command],
});
