import { utf8 } from '@fit4work/protocol';
import { StampError } from '../error.js';

/** Sizes of the checkpoints that are stamped, one a line, ascending. */
export const STAMP_INDEX = 'stamps/index';

const SIZE = '[1-9][0-9]{0,15}';
const LINE = new RegExp(`^${SIZE}$`);

/** Where what belongs to a stamped checkpoint stands below the log's prefix. */
export function stampPath(size: number, ending: 'checkpoint' | 'tsr' | 'ots'): string {
  return `stamps/${size}.${ending}`;
}

/** How a path below `stamps/` is served; `undefined` when nothing is there by contract. */
export function stampResource(name: string): { path: string; type: string; immutable: boolean } | undefined {
  const text = 'text/plain; charset=utf-8';
  if (name === 'index') return { path: STAMP_INDEX, type: text, immutable: false };
  const ending = new RegExp(`^${SIZE}\\.(checkpoint|tsr|ots)$`).exec(name)?.[1];
  if (ending === undefined) return undefined;
  const types: Record<string, string> = { checkpoint: text, tsr: 'application/timestamp-reply' };
  // A proof of OpenTimestamps says more once its calendar was heard again.
  return { path: `stamps/${name}`, type: types[ending] ?? 'application/octet-stream', immutable: ending !== 'ots' };
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
