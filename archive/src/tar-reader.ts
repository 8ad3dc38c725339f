import { concat } from '@fit4work/protocol';
import { ArchiveError } from './error.js';
import { BLOCK, readTarHeader, type TarMember, tarPadding } from './tar.js';

export type TarEvent =
  | { readonly kind: 'member'; readonly member: TarMember }
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' };

const cutShort = (): ArchiveError =>
  new ArchiveError('cut-short', 'The archive is cut short or has something between its members; it was changed.');

/**
 * Reads an archive of `tar.ts` as its bytes come, holding less than a block of them. Whatever is not exactly what was
 * written is refused: a header with another bit, padding that is not zero, anything after the end.
 */
export class TarReader {
  #held: Uint8Array = new Uint8Array(0);
  #content = 0;
  #padding = 0;
  #zeroBlocks = 0;

  /** @throws ArchiveError `bad-header`, `cut-short` */
  *push(chunk: Uint8Array): Generator<TarEvent> {
    let rest = this.#held.length === 0 ? chunk : concat(this.#held, chunk);
    this.#held = new Uint8Array(0);
    while (rest.length > 0) {
      if (this.#content > 0) {
        const bytes = rest.subarray(0, this.#content);
        rest = rest.subarray(bytes.length);
        this.#content -= bytes.length;
        yield { kind: 'content', bytes };
        if (this.#content === 0) yield { kind: 'end' };
      } else if (this.#padding > 0) {
        rest = rest.subarray(this.#skip(rest));
      } else if (rest.length < BLOCK) {
        this.#held = rest.slice();
        return;
      } else {
        yield* this.#header(rest.subarray(0, BLOCK));
        rest = rest.subarray(BLOCK);
      }
    }
  }

  /** @throws ArchiveError `cut-short` when more should have come */
  end(): void {
    if (this.#held.length + this.#content + this.#padding > 0 || this.#zeroBlocks !== 2) throw cutShort();
  }

  *#header(block: Uint8Array): Generator<TarEvent> {
    const member = readTarHeader(block);
    if (member === undefined) {
      this.#zeroBlocks += 1;
      if (this.#zeroBlocks > 2) throw cutShort();
      return;
    }
    if (this.#zeroBlocks > 0) throw cutShort();
    this.#content = member.size;
    this.#padding = tarPadding(member.size).length;
    yield { kind: 'member', member };
    if (member.size === 0) yield { kind: 'end' };
  }

  #skip(rest: Uint8Array): number {
    const padding = rest.subarray(0, this.#padding);
    if (padding.some((byte) => byte !== 0)) throw cutShort();
    this.#padding -= padding.length;
    return padding.length;
  }
}
