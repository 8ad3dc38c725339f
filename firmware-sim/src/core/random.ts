/** Randomness as a function: the same seed and place give the same number, in any order of asking. */

/** A well-mixed 32-bit hash of whole numbers. */
function hash(...parts: number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part | 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** Uniform in [0, 1). */
export function uniform(...parts: number[]): number {
  return hash(...parts) / 0x1_0000_0000;
}

/** Roughly normal, mean 0, standard deviation 1, never beyond 3.5. */
export function normal(...parts: number[]): number {
  let sum = 0;
  for (let draw = 0; draw < 12; draw++) sum += uniform(...parts, draw);
  return Math.max(-3.5, Math.min(3.5, sum - 6));
}

/** Noise in [-1, 1] that changes smoothly, with a new value every `period`. */
export function drift(at: number, period: number, ...parts: number[]): number {
  const knot = Math.floor(at / period);
  const part = at / period - knot;
  const ease = part * part * (3 - 2 * part);
  return 2 * (uniform(...parts, knot) * (1 - ease) + uniform(...parts, knot + 1) * ease) - 1;
}
