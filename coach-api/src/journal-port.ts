/* What the database would forget when an older copy of it is brought back. Nothing is ever taken out of a journal. */

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

/** The erasures that were executed, apart from the database. */
export interface ErasureJournal {
  readonly entries: readonly JournalEntry[];
  /** Durable when it settles. @throws CoachError `journal-failed` */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/** A grant or a withdrawal as its person signed it. */
export interface JournaledConsent {
  readonly identityKey: Uint8Array;
  /** The JWS. */
  readonly record: Uint8Array;
}

/** Every record of consent, apart from the database. */
export interface ConsentJournal {
  /** What was in it when it was opened; nothing when asked again. */
  take(): readonly JournaledConsent[];
  /** All of them or none; durable when it settles. Calls must not overlap. @throws CoachError `journal-failed` */
  append(consents: readonly JournaledConsent[]): Promise<void>;
  close(): Promise<void>;
}

/** The end of an agent as its identity signed it. */
export interface Retired {
  readonly pseudonym: string;
  readonly record: Uint8Array;
}

/** Of an invitation that nobody else enrols with, the person who did. */
export interface Used {
  readonly invitation: string;
  readonly pseudonym: string;
}

/** Whose agents are held off by an invitation. */
export interface HeldPerson {
  /** Of who used the invitation. */
  readonly pseudonym: string;
  /** Those that the person had when the holding off began; none stands for all. */
  readonly agents: readonly number[];
}

/** Why somebody is let in no more, or is again. An invitation is named by the hash of its code: numbers begin anew in a copy. */
export type Exclusion =
  | { readonly act: 'revoke'; readonly invitation: string }
  | ({
      readonly act: 'suspend' /** Undefined in an older line. */;
      readonly whom?: HeldPerson | undefined;
    } & HoldingOff)
  | ({ readonly act: 'resume' } & HoldingOff)
  | ({ readonly act: 'use' } & Used)
  /** From here on rows are believed by their marks alone. */
  | { readonly act: 'mark' }
  | ({ readonly act: 'retire' } & Retired);

export interface HoldingOff {
  readonly invitation: string;
  /** Which one begins, or ends; null where there was none; undefined in an older line. */
  readonly holding: string | null | undefined;
}

/** Every act that excludes somebody, apart from the database. */
export interface ExclusionJournal {
  /** What was in it when it was opened; nothing when asked again. */
  take(): readonly Exclusion[];
  /** All of them or none; durable when it settles. Calls must not overlap. @throws CoachError `journal-failed` */
  append(exclusions: readonly Exclusion[]): Promise<void>;
  close(): Promise<void>;
}
