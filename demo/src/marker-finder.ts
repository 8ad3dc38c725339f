/* Many markers at once: a core has hundreds of megabytes, and there are a hundred forms of what must not be in it. */

export interface Marker {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Candidate {
  readonly marker: Marker;
  /** Where in the marker the pair of bytes is by which it is looked for. */
  readonly offset: number;
}

const ZEROS = Buffer.alloc(4096);

/** Finds markers by two of their bytes, and compares the others only where these are. */
export class MarkerFinder {
  /** Bytes that two pieces of a stream have to share so that nothing is missed between them. */
  readonly overlap: number;
  readonly #candidates = new Map<number, Candidate[]>();
  readonly #isPair = new Uint8Array(0x1_0000);

  constructor(markers: readonly Marker[]) {
    this.overlap = Math.max(0, ...markers.map(({ bytes }) => bytes.length - 1));
    for (const marker of markers) {
      const offset = rarestPair(marker.bytes);
      const pair = pairAt(marker.bytes, offset);
      this.#isPair[pair] = 1;
      this.#candidates.set(pair, [...(this.#candidates.get(pair) ?? []), { marker, offset }]);
    }
  }

  /** @returns those that are in a text, each once */
  find(text: Buffer): ReadonlySet<Marker> {
    const found = new Set<Marker>();
    for (let i = 0; i + 1 < text.length; i++) {
      // Most of a core is nothing at all, and every pair has a byte that is something.
      if (text[i] === 0 && isZero(text, i)) i += ZEROS.length - 2;
      else if (this.#isPair[pairAt(text, i)] === 1) this.#compare(text, i, found);
    }
    return found;
  }

  #compare(text: Buffer, at: number, found: Set<Marker>): void {
    for (const { marker, offset } of this.#candidates.get(pairAt(text, at)) ?? []) {
      const start = at - offset;
      const end = start + marker.bytes.length;
      if (start < 0 || end > text.length || found.has(marker)) continue;
      if (marker.bytes.compare(text, start, end) === 0) found.add(marker);
    }
  }
}

const pairAt = (bytes: Buffer, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Where a whole page of zeros begins: looked for at page borders only, so that it costs nothing elsewhere. */
const isZero = (text: Buffer, at: number): boolean =>
  at % ZEROS.length === 0 &&
  at + ZEROS.length < text.length &&
  text.compare(ZEROS, 0, ZEROS.length, at, at + ZEROS.length) === 0;

/** Zeros and equal bytes are everywhere. @returns where the first pair of other bytes is, else of any that are not both zero */
function rarestPair(bytes: Buffer): number {
  const places = Array.from({ length: Math.max(1, bytes.length - 1) }, (_, i) => i);
  const worth = (at: number): number => {
    const [a = 0, b = 0] = [bytes[at], bytes[at + 1]];
    return (a === 0 ? 0 : 1) + (b === 0 ? 0 : 1) + (a === b ? 0 : 1);
  };
  return places.reduce((best, at) => (worth(at) > worth(best) ? at : best), 0);
}
