/* What lies sealed to this service's box keys, and may have to be sealed anew. */

/** A stored release. */
export interface SealedRelease {
  readonly id: number;
  readonly leaf: string;
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  /** Whether this service signed it in place of its agent. */
  readonly narrowed: boolean;
  /** Whether its bytes fit its leaf still. */
  readonly sound: boolean;
}

/** The copy of a letter that this service opens. */
export interface SealedLetter {
  readonly id: number;
  readonly leaf: string;
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
}

export interface Resealed {
  readonly leaf: string;
  readonly pseudonym: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export interface SealedStore {
  /** In the order of their places, from after one on. */
  releases(after: number, limit: number): Promise<readonly SealedRelease[]>;
  letters(after: number, limit: number): Promise<readonly SealedLetter[]>;
  /**
   * One durable transaction. What is not as it was before, erased or ended meanwhile, stays as it is.
   *
   * @returns how many were replaced
   */
  replaceReleases(changes: readonly Resealed[]): Promise<number>;
  replaceLetters(changes: readonly Resealed[]): Promise<number>;
  /** Takes out of the files of the database what was replaced. */
  foldBack(): Promise<void>;
  /** People who were enrolled at a time or before it. @param time Unix seconds */
  enrolledBy(time: number): Promise<number>;
}
