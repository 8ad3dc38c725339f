import { utf8 } from '@fit4work/protocol';
import { StampError } from '../error.js';

/** Sizes of the checkpoints that are stamped, one a line, ascending. */
export const STAMP_INDEX = 'stamps/index';

const LINE = /^[1-9][0-9]{0,15}$/;

/** Where what belongs to a stamped checkpoint stands below the log's prefix. */
export function stampPath(size: number, ending: 'checkpoint' | 'tsr' | 'ots'): string {
  return `stamps/${size}.${ending}`;
}

/** @throws StampError `malformed` */
export function parseStampIndex(bytes: Uint8Array | undefined): number[] {
  const lines = new TextDecoder('latin1').decode(bytes ?? new Uint8Array(0)).split('\n');
  const last = lines.pop();
  const sizes = lines.map((line) => (LINE.test(line) ? Number(line) : Number.NaN));
  if (last !== '' || !sizes.every((size, i) => Number.isSafeInteger(size) && size > (sizes[i - 1] ?? 0))) {
    throw new StampError('malformed', `${STAMP_INDEX} is not a list of sizes, one a line, that ascend.`);
  }
  return sizes;
}

export function formatStampIndex(sizes: readonly number[]): Uint8Array {
  return utf8(sizes.map((size) => `${size}\n`).join(''));
}
