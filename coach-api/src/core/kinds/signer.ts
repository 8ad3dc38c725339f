import { ProtocolError } from '@fit4work/protocol';
import type { AgentState, PersonState } from '../batch.js';

/**
 * Opens a record that one of the person's agents signed. Which one it says itself, within what is not verified before.
 *
 * @throws ProtocolError `bad-signature` when it was none of them, and as `open`
 */
export function openedByAgent<T>(
  { agents }: PersonState,
  open: (publicKey: Uint8Array) => T,
): { readonly agent: AgentState; readonly opened: T } {
  for (const agent of agents.values()) {
    try {
      return { agent, opened: open(agent.key) };
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.code !== 'bad-signature') throw error;
    }
  }
  throw new ProtocolError('bad-signature', 'the record is signed by no agent of this person');
}
