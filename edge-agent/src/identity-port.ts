import type { CoachApiPair } from '@fit4work/protocol';

/** Who this agent is. Everything here may lie on the disk of an unattended machine: the root secret is wrapped. */
export interface Identity {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  readonly agentSeed: Uint8Array;
  readonly identityPublicKey: Uint8Array;
  readonly vaultPublicKey: Uint8Array;
  readonly certificate: Uint8Array;
  readonly wrappedRoot: WrappedSecret;
  /** What the invitation pinned, with the coach API's keys as they are by now. */
  readonly pins: Pins;
  /** How the coach API's keys came to be those of the pins; undefined where they are those that the invitation named. */
  readonly followed?: FollowedKeys | undefined;
  /** SHA-256 of the code of the invitation that it answers; 32 zero bytes where it was recovered. */
  readonly invitation: Uint8Array;
  /** The pins as they are kept with the coach API, sealed and signed; undefined in a vault older than that. */
  readonly kept: Uint8Array | undefined;
  /** Whether the 24 words were asked back. */
  readonly wordsConfirmed: boolean;
  readonly registered: boolean;
}

/** Where the coach API is, and what it must show there. */
export interface CoachApiPlace {
  readonly coachUrl: string;
  /** SHA-256 of the certificates that it may show, in lower-case hexadecimal; with none it is the platform that judges. */
  readonly certificates: readonly string[];
}

/** Rotations of the coach API's keys that were followed (SPEC.md clause 7.6). */
export interface FollowedKeys {
  /** The keys that the invitation named. */
  readonly pinned: CoachApiPair;
  /** One at least, each verified under the keys before it, the first first. */
  readonly rotations: readonly Uint8Array[];
}

/** What the invitation pinned. Addresses and zone are empty in a vault older than they are. */
export interface Pins extends CoachApiPlace {
  readonly coachSigningKey: Uint8Array;
  readonly coachBoxKey: Uint8Array;
  readonly brokerUrl: string;
  /** Prefix of the log. */
  readonly logUrl: string;
  /** IANA time zone of the employee's civil days. */
  readonly zone: string;
  /** C2SP tlog-policy text: the log's key and the witness quorum. */
  readonly policy: string;
}

/** A 32-byte secret under a passphrase: Argon2id (RFC 9106), then ChaCha20-Poly1305. */
export interface WrappedSecret {
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
}
