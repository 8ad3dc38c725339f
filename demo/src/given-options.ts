import { type Command, CommanderError } from 'commander';

/** As `command.opts()`: those that were given, and what stands in their place otherwise. */
export type GivenOptions = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Reads a command line that has options alone.
 *
 * @param refuse what is thrown where it is not understood
 * @returns undefined when help was asked for and shown
 */
export function givenOptions(
  command: Command,
  args: readonly string[],
  refuse: (reason: string, cause: unknown) => Error,
): GivenOptions | undefined {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    command.parse(args, { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError && cause.exitCode === 0) return undefined;
    throw refuse(
      cause instanceof Error ? cause.message.replace(/^error: /, '') : 'the options are not understood',
      cause,
    );
  }
  return command.opts();
}
