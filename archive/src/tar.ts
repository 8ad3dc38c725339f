import { concat, equalBytes, utf8 } from '@fit4work/protocol';
import { ArchiveError } from './error.js';

/* POSIX ustar (IEEE Std 1003.1, pax, "ustar Interchange Format"), in the one form that this project writes. */

export const BLOCK = 512;
/** Two blocks of zeros end an archive. */
export const END_OF_ARCHIVE: Uint8Array = new Uint8Array(2 * BLOCK);

export interface TarMember {
  /** ASCII, at most 100 characters. */
  readonly name: string;
  readonly size: number;
  /** Unix seconds. */
  readonly mtime: number;
}

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
const field = (text: string, length: number): Uint8Array => concat(utf8(text), new Uint8Array(length - text.length));

/** Eleven octal digits are eight GiB, or the year 2242. */
const isOctal = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value < 8 ** 11;

const isCarried = ({ name, size, mtime }: TarMember): boolean =>
  /^[\w.+/-]{1,100}$/.test(name) && isOctal(size) && isOctal(mtime);

/** The header of a regular file of mode 0600, owned by nobody in particular. */
export function tarHeader(member: TarMember): Uint8Array {
  const { name, size, mtime } = member;
  if (!isCarried(member)) {
    throw new ArchiveError('bad-member', 'A member of the archive has a name or a size that tar cannot carry.');
  }
  const before = concat(
    field(name, 100),
    utf8(`${octal(0o600, 7)}${octal(0, 7)}${octal(0, 7)}${octal(size, 11)}${octal(mtime, 11)}`),
  );
  const after = concat(utf8('0'), new Uint8Array(100), utf8('ustar\x0000'), new Uint8Array(BLOCK - 265));
  // The sum is taken with spaces where the sum itself stands.
  const sum = [...before, ...after].reduce((total, byte) => total + byte, 8 * 0x20);
  return concat(before, utf8(`${octal(sum, 6)} `), after);
}

/** Zeros that fill the last block of a member. */
export const tarPadding = (size: number): Uint8Array => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes).split('\0', 1)[0] ?? '';

/**
 * Reads a header of {@link tarHeader}, and refuses every other: a bit that is flipped in one leaves none of its form.
 *
 * @returns undefined for a block of zeros
 * @throws ArchiveError `bad-header`
 */
export function readTarHeader(block: Uint8Array): TarMember | undefined {
  if (equalBytes(block, END_OF_ARCHIVE.subarray(0, BLOCK))) return undefined;
  const [size, mtime] = [block.subarray(124, 136), block.subarray(136, 148)].map((part) => Number(`0o${text(part)}`));
  const member = { name: text(block.subarray(0, 100)), size: size ?? Number.NaN, mtime: mtime ?? Number.NaN };
  if (!isCarried(member) || !equalBytes(tarHeader(member), block)) {
    throw new ArchiveError(
      'bad-header',
      'The archive has a header in another form than it was written; it was changed.',
    );
  }
  return member;
}
