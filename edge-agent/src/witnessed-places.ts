import { LogError, parsePolicy, utf8, verifyCheckpoint } from '@fit4work/protocol';
import { AgentError } from './error.js';
import type { Outbox } from './ports.js';

/** How many witnesses confirmed the log that holds a place; 0 of what has none. */
export type WitnessesOf = (logIndex: number | null | undefined) => number;

const NONE: WitnessesOf = () => 0;

/**
 * By the checkpoint that this agent believes: the log only grows, so its witnesses confirmed each place before its size. A
 * checkpoint that was changed on disk has none, and keeps nothing else from being told.
 * @param pinned text of the policy that was pinned, where none took its place
 */
export async function witnessesOfPlaces(
  outbox: Pick<Outbox, 'logState'>,
  pinned: string | undefined,
): Promise<WitnessesOf> {
  try {
    const { checkpoint: text, policy = pinned } = await outbox.logState();
    if (text === undefined || policy === undefined) return NONE;
    const { checkpoint, cosigned } = verifyCheckpoint(utf8(text), parsePolicy(policy));
    return (logIndex) => (logIndex != null && logIndex < checkpoint.size ? cosigned.size : 0);
  } catch (error) {
    const isUnbelieved = error instanceof LogError || (error instanceof AgentError && error.code === 'vault-damaged');
    if (!isUnbelieved) throw error;
    return NONE;
  }
}
