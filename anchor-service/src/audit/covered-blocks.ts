import type { Block } from '@fit4work/protocol';
import type { Publication } from '../core/audit-day.js';
import { AnchorError } from '../error.js';
import type { LogStore } from '../ports.js';
import type { AuditBook } from './audit-port.js';

/** Blocks that are read at once: some milliseconds of work. */
const SLICE = 1024;

export interface ChainPorts {
  readonly book: AuditBook;
  readonly store: Pick<LogStore, 'blocks'>;
}

/** Blocks in order with the publications that cover them. */
export interface CoveredBlocks {
  readonly blocks: readonly Block[];
  readonly publications: readonly Publication[];
}

/** The next blocks above a size that are published, few at a time; `undefined` where there are none. @param until a size to stop at @throws AnchorError `source-failed` when one is missing */
export function nextBlocks(
  { book, store }: ChainPorts,
  from: number,
  until = Number.POSITIVE_INFINITY,
): CoveredBlocks | undefined {
  const publications = book.publicationsAbove(from, SLICE);
  const end = Math.min(until, publications.at(-1)?.size ?? 0);
  if (end <= from) return undefined;
  const blocks = store.blocks(from, end, SLICE);
  if (blocks[0]?.firstIndex === from) return { blocks, publications };
  throw new AnchorError(
    'source-failed',
    `The block that begins at entry ${from} is missing: restore the state of the log.`,
  );
}

/** The blocks from one size up to another, read as they are wanted: whoever reads slowly holds up nothing else. */
export async function* blocksOf(
  ports: ChainPorts,
  [from, until]: readonly [number, number],
): AsyncGenerator<CoveredBlocks> {
  for (let at = from; at < until; ) {
    const next = nextBlocks(ports, at, until);
    if (next === undefined) return;
    yield next;
    at = next.blocks.at(-1)?.size ?? until;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
