/** Numbers that look random and are the same for one seed: what is played can be played again. Of no use for a key. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  // Mulberry32 (Tommy Ettinger, public domain).
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Milliseconds until the next of arrivals that know nothing of each other, so many a second. */
export const nextGap = (random: () => number, perSecond: number): number =>
  (-Math.log(1 - random()) * 1_000) / perSecond;
