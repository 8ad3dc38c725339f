import { equalBytes, type Receipt } from '@fit4work/protocol';

/** What the agent knows when a receipt comes whose signature is right. */
export interface ReceiptKnowledge {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  /** Leaf of this agent's envelope with the sequence of the receipt. */
  readonly leaf: Uint8Array | undefined;
  /** Highest sequence that a receipt covered. */
  readonly received: number;
  /** Time of the newest receipt, in Unix seconds. */
  readonly newest: number;
}

/**
 * - `takes`: covers as much as before, or more
 * - `older`: an earlier word than one that is held, reordered or replayed
 * - `restored`: a later word that covers less: the coach API lost what it had stored
 * - `diverged`: for bytes that this agent never made
 * - `of-another-agent`: of the same person, as the one before this or one on another machine: all hear what comes down
 * - `for-another`: another person's
 */
export type ReceiptVerdict = 'takes' | 'older' | 'restored' | 'diverged' | 'of-another-agent' | 'for-another';

export function judgeReceipt(receipt: Receipt, known: ReceiptKnowledge): ReceiptVerdict {
  if (!equalBytes(receipt.pseudonym, known.pseudonym)) return 'for-another';
  if (receipt.agent !== known.agent) return 'of-another-agent';
  if (known.leaf === undefined || !equalBytes(known.leaf, receipt.leaf)) return 'diverged';
  if (receipt.sequence > known.received) return 'takes';
  if (receipt.sequence === known.received) return receipt.time < known.newest ? 'older' : 'takes';
  return receipt.time > known.newest ? 'restored' : 'older';
}
