/** An erasure that was executed, and its certificate. */
export interface JournalEntry {
  readonly identityKey: Uint8Array;
  /** Of this coach API, when it signed the certificate. */
  readonly signingKey: Uint8Array;
  readonly erasure: Uint8Array;
  readonly certificate: Uint8Array;
  /** The certificate as it goes down. */
  readonly sealed: Uint8Array;
}

/**
 * The erasures that were executed, apart from the database: a copy of the database that is restored knows only those before
 * it. Nothing is ever taken out of it.
 */
export interface ErasureJournal {
  readonly entries: readonly JournalEntry[];
  /** Durable when it settles. @throws CoachError `journal-failed` */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}
