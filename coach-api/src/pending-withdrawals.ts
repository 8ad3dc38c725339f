import type { ConsentRecord } from '@fit4work/protocol';

type Withdrawal = Extract<ConsentRecord, { kind: 'withdrawal' }>;

/**
 * Withdrawals that were received and verified and are not durable yet, as while a disk is full. They are honoured in memory: a
 * process that dies forgets them, and their agents, which have no receipt, send them again. One for each grant that is stored, so
 * there are never more of them than of those.
 */
export class PendingWithdrawals {
  readonly #byPerson = new Map<string, Map<string, Withdrawal>>();

  get isEmpty(): boolean {
    return this.#byPerson.size === 0;
  }

  add(pseudonym: string, record: Withdrawal): void {
    const own = this.#byPerson.get(pseudonym) ?? new Map<string, Withdrawal>();
    own.set(record.withdrawal.grant, record);
    this.#byPerson.set(pseudonym, own);
  }

  of(pseudonym: string): readonly ConsentRecord[] {
    return [...(this.#byPerson.get(pseudonym)?.values() ?? [])];
  }

  /** A withdrawal of this grant is stored. */
  settle(pseudonym: string, grant: string): void {
    const own = this.#byPerson.get(pseudonym);
    own?.delete(grant);
    if (own?.size === 0) this.#byPerson.delete(pseudonym);
  }
}
