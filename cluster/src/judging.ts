import { isReadLogged, type SummaryAnswer } from '@fit4work/demo';
import { fromHex } from '@fit4work/protocol';
import { type Expected, isRead } from './core/read-judgement.js';

/** What a coach asked, was answered, and should have been. */
export interface JudgedRead {
  readonly answer: SummaryAnswer;
  readonly asked: {
    readonly pseudonym: string;
    readonly metrics: readonly ['steps', 'heart-rate'];
    readonly granularity: 'day';
    readonly from: string;
    readonly until: string;
  };
  readonly expected: Expected;
  /** The coach API's public key, in hexadecimal, and the policy of the log. */
  readonly trust: { readonly signingKey: string; readonly policy: string };
}

/** Whether the answer is what was measured, and the record of the read is proven in the log. */
export function isReadRight({ answer, asked, expected, trust }: JudgedRead): boolean {
  const known = { signingKey: fromHex(trust.signingKey), policy: trust.policy };
  return isReadLogged(answer, asked, known) && isRead(answer.days ?? [], expected);
}
