import type { SigningKey } from '@fit4work/protocol';
import { KeyedCodes } from './keyed-codes.js';

/** Whose the mark of a row is: this service's, nobody's, or that of who changed the row or had another key. */
export type MarkOf = 'ours' | 'none' | 'other';

/** What was done to an invitation, as its row has it. */
export type InvitationAct =
  | { readonly act: 'use'; readonly pseudonym: string }
  | { readonly act: 'revoke' /** Unix seconds */; readonly since: number }
  | { readonly act: 'suspend' /** Unix seconds */; readonly since: number; readonly holding: string | null };

/**
 * Marks of what was done to invitations, each for itself, since each act writes its own: who can write the database gets nothing into
 * the journal of exclusions by it, which nothing is ever taken out of.
 */
export class InvitationMarks {
  readonly #codes: KeyedCodes;

  constructor(key: Pick<SigningKey, 'secret'>) {
    this.#codes = new KeyedCodes(key, 'f4w/v1/invitation');
  }

  of(codeHash: string, act: InvitationAct): string {
    return this.#codes.of(partsOf(codeHash, act));
  }

  whose(mark: string | null, codeHash: string, act: InvitationAct): MarkOf {
    if (mark === null) return 'none';
    return this.#codes.isOf(mark, partsOf(codeHash, act)) ? 'ours' : 'other';
  }
}

const partsOf = (codeHash: string, act: InvitationAct): readonly unknown[] => {
  if (act.act === 'use') return [act.act, codeHash, act.pseudonym];
  return act.act === 'revoke' ? [act.act, codeHash, act.since] : [act.act, codeHash, act.since, act.holding];
};
