import { LogError, parsePolicy, utf8, verifyCheckpoint } from '@fit4work/protocol';
import { AgentError } from './error.js';
import type { Outbox } from './ports.js';

/** How many witnesses confirmed the log that holds a place; 0 of what has none. */
export type WitnessesOf = (logIndex: number | null | undefined) => number;

interface ConfirmedLog {
  readonly size: number;
  readonly witnesses: number;
}

const NONE: ConfirmedLog = { size: 0, witnesses: 0 };

/**
 * By the checkpoint that this agent believes: the log only grows, so its witnesses confirmed each place before its size.
 * @param pinned text of the policy that was pinned, where none took its place
 */
export async function witnessesOfPlaces(
  outbox: Pick<Outbox, 'logState'>,
  pinned: string | undefined,
): Promise<WitnessesOf> {
  const { size, witnesses } = await confirmedLog(outbox, pinned);
  return (logIndex) => (logIndex != null && logIndex < size ? witnesses : 0);
}

/** How many confirmed the log as a whole: each place of which this agent has a proof is before its size. */
export const witnessesOfLog = async (outbox: Pick<Outbox, 'logState'>, pinned: string | undefined): Promise<number> =>
  (await confirmedLog(outbox, pinned)).witnesses;

/** A checkpoint that was changed on disk has none, and keeps nothing else from being told. */
async function confirmedLog(outbox: Pick<Outbox, 'logState'>, pinned: string | undefined): Promise<ConfirmedLog> {
  try {
    const { checkpoint: text, policy = pinned } = await outbox.logState();
    if (text === undefined || policy === undefined) return NONE;
    const { checkpoint, cosigned } = verifyCheckpoint(utf8(text), parsePolicy(policy));
    return { size: checkpoint.size, witnesses: cosigned.size };
  } catch (error) {
    const isUnbelieved = error instanceof LogError || (error instanceof AgentError && error.code === 'vault-damaged');
    if (!isUnbelieved) throw error;
    return NONE;
  }
}
