/** A read of a coach as it was told, sealed to the employee's vault. It stays for ever. */
export interface StoredRead {
  /** SHA-256 of `sealed`, as it was when it came. */
  readonly digest: Uint8Array;
  readonly sealed: Uint8Array;
  /** `.tlog-proof` file that was made here; undefined until somebody could open the read and look for it. */
  readonly proof: Uint8Array | undefined;
  /** When it was first shown, Unix seconds. */
  readonly acknowledged: number | undefined;
}

/** The reads of coaches. None is ever deleted. Every write is durable when it settles. */
export interface ReadRecords {
  /** Keeps a sealed read record; the same one again changes nothing. */
  saveRead(sealed: Uint8Array): Promise<void>;
  /** Every read that was told, whatever it holds. */
  reads(): Promise<readonly StoredRead[]>;
  saveReadProofs(proofs: readonly { digest: Uint8Array; proof: Uint8Array }[]): Promise<void>;
  /** Notes that reads were shown; the first time counts. */
  acknowledgeReads(digests: readonly Uint8Array[], at: number): Promise<void>;
}
