import type { StampError } from './error.js';

/** What a sound RFC 3161 stamp says. */
export interface StampFacts {
  /** When the authority says that the bytes existed, Unix seconds with its fraction. */
  readonly genTime: number;
  /** By how many seconds it may be off; `undefined` when the authority does not say. */
  readonly accuracy: number | undefined;
  /** The object identifier of the policy that it was made under. */
  readonly policy: string;
  /** The name in the certificate that signed. */
  readonly authority: string;
}

/** What a stamp has to be of. */
export interface StampExpectation {
  /** The stamped bytes themselves. */
  readonly message: Uint8Array;
  /** What was asked with; `undefined` when a kept stamp is looked at later. */
  readonly nonce?: Uint8Array | undefined;
  /** Policies that are accepted; all when empty. */
  readonly policies: readonly string[];
}

/** Verifies the bytes of a TimeStampResp. @throws StampError for each way in which it may not be sound */
export type StampVerifier = (response: Uint8Array, expected: StampExpectation) => Promise<StampFacts>;

/** An authority of RFC 3161. */
export interface TimeAuthority {
  /** Of the settings. */
  readonly name: string;
  /**
   * Has bytes stamped and verifies the answer. Settles within a bounded time.
   * @returns the TimeStampResp as it came, and what it says
   * @throws StampError
   */
  stamp(message: Uint8Array, signal: AbortSignal): Promise<{ readonly file: Uint8Array; readonly facts: StampFacts }>;
}

/** A calendar of OpenTimestamps. Both calls settle within a bounded time. @throws StampError `no-answer` */
export interface Calendar {
  /** Its address, as it stands in pending attestations. */
  readonly uri: string;
  /** Whether digests are submitted to it; otherwise it is only asked what became of one. */
  readonly takesDigests: boolean;
  /** @returns what it promises of a digest, as it came */
  submit(digest: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** @returns what it knows of a message by now, as it came; `undefined` when nothing */
  find(message: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** A stamp that was made. */
export interface MadeStamp {
  readonly file: Uint8Array;
  /** Who made it, by its name in the settings. */
  readonly authority: string;
  /** Unix seconds, where it says a time. */
  readonly time: number | undefined;
}

export interface StampOptions {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called for each authority or calendar that was asked in vain. */
  readonly onFailure: (authority: string, error: StampError) => void;
}

/** One kind of time stamp, kept as a file beside the checkpoint. */
export interface StampKind {
  readonly ending: 'tsr' | 'ots';
  /** @throws StampError when nobody made one */
  stamp(bytes: Uint8Array, options: StampOptions): Promise<MadeStamp>;
  /** When a kept stamp says that it was made; `undefined` when it does not say, or cannot be read. Nothing is verified. */
  timeOf(file: Uint8Array): number | undefined;
  /**
   * Makes a kept stamp say more.
   * @returns the new file; `undefined` when there is nothing more to say, now or ever
   * @throws StampError
   */
  upgrade(file: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** Random bytes that nobody foresees. */
export type Entropy = (length: number) => Uint8Array;
