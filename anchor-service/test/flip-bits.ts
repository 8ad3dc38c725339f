const FORESEEN = [
  ...['malformed', 'refused', 'other-imprint', 'other-nonce', 'other-policy', 'bad-signature'],
  ...['other-signer', 'wrong-purpose', 'expired', 'unknown-authority', 'sound'],
];

/** What a verifier answered to a stamp of which one bit was flipped. */
export interface Flips {
  readonly all: number;
  /** Bits of a version, or of a certificate that nobody needs, are not signed by the authority. */
  readonly sound: number;
  /** Answers that are no error of time stamps. */
  readonly unforeseen: readonly unknown[];
}

/** Flips bits one at a time. @param step every how many bits */
export async function flipBits(
  stamp: Uint8Array,
  judge: (stamp: Uint8Array) => Promise<unknown>,
  step: number,
): Promise<Flips> {
  const answers: unknown[] = [];
  for (let bit = 0; bit < stamp.length * 8; bit += step) {
    const at = bit >> 3;
    answers.push(await judge(stamp.with(at, (stamp[at] ?? 0) ^ (1 << (bit & 7)))));
  }
  return {
    all: answers.length,
    sound: answers.filter((answer) => answer === 'sound').length,
    unforeseen: answers.filter((answer) => !FORESEEN.includes(String(answer))),
  };
}
