import type { LogError } from '@fit4work/anchor-service/verifier';
import type { Message } from '../../../kit/index.js';
import * as words from './messages.js';

const WHY: Partial<Readonly<Record<LogError['code'], Message>>> = {
  'wrong-proof': words.proofElsewhere,
  'out-of-range': words.proofElsewhere,
  'unknown-log': words.proofUnknownLog,
  'quorum-not-met': words.proofFew,
  'bad-signature': words.proofBadSignature,
};

/** What is wrong with a proof; of what is left, the signed state in it is of no form that is known. */
export const whyNotProven = (code: LogError['code']): Message => WHY[code] ?? words.proofUnreadable;
