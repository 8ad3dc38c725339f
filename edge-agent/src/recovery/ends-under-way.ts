import { openRetirement, toHex } from '@fit4work/protocol';
import type { Identity, Outbox } from '../ports.js';

/** The end of an agent that the coach API has not confirmed: until it has, that agent can go on sending. */
export interface EndUnderWay {
  readonly agent: number;
  /** Of its retirement, in hexadecimal. */
  readonly leaf: string;
}

/** What was signed here to end other agents, and is not stored yet as far as anybody has signed. */
export async function endsUnderWay(
  outbox: Pick<Outbox, 'waitingRecords'>,
  { identityPublicKey }: Pick<Identity, 'identityPublicKey'>,
): Promise<readonly EndUnderWay[]> {
  const waiting = await outbox.waitingRecords();
  return waiting
    .filter(({ kind }) => kind === 'retirement')
    .map(({ bytes, leaf }) => ({ agent: openRetirement(bytes, identityPublicKey).agent, leaf: toHex(leaf) }));
}
