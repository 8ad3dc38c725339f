import { type Block, blockHash, encodeBlock, parseBlock } from '@fit4work/protocol';
import type { MemoryLog } from './memory-log.js';

/* Chains that a log shows over the tree that its witnesses cosigned: each is whole in itself, and none is the one in the tree. */

type Forgery = (block: Block) => Block;

/** The chain written anew: what is done to each block, and the hash of it in the one after. */
function rewritten(blocks: readonly Block[], forge: Forgery): Block[] {
  const chain: Block[] = [];
  for (const block of blocks) {
    const before = chain.at(-1);
    const previous = before === undefined ? new Uint8Array(32) : blockHash(before);
    chain.push(forge({ ...block, height: chain.length, previous }));
  }
  return chain;
}

function withChain(log: MemoryLog, chain: readonly Block[]): Map<string, Uint8Array> {
  const files = new Map([...log.files].filter(([path]) => !path.startsWith('blocks/')));
  for (const block of chain)
    files.set(`blocks/${block.height}`, encodeBlock(block)).set('blocks/latest', encodeBlock(block));
  return files;
}

function blocksOf({ files }: { readonly files: ReadonlyMap<string, Uint8Array> }): Block[] {
  const blocks: Block[] = [];
  for (let bytes = files.get('blocks/0'); bytes !== undefined; bytes = files.get(`blocks/${blocks.length}`)) {
    blocks.push(parseBlock(bytes));
  }
  return blocks;
}

/** From one height on every block was made an hour earlier or later. */
export function redated(log: MemoryLog, from: number, seconds = 3600): Map<string, Uint8Array> {
  const forge: Forgery = (block) => (block.height < from ? block : { ...block, time: block.time + seconds });
  return withChain(log, rewritten(blocksOf(log), forge));
}

/** A block and the next are one. */
export function regrouped(log: MemoryLog, height: number): Map<string, Uint8Array> {
  const blocks = blocksOf(log);
  const joined = blocks.flatMap((block, i) => {
    if (i === height) return [];
    return [i === height + 1 ? { ...block, firstIndex: blocks[height]?.firstIndex ?? 0 } : block];
  });
  return withChain(
    log,
    rewritten(joined, (block) => block),
  );
}

/** The chain of another log that cosigned the same tree: blocks that end elsewhere, and leaves where links belong. */
export function swapped(log: MemoryLog, ends: readonly { size: number; root: Uint8Array }[]): Map<string, Uint8Array> {
  const time = blocksOf(log)[0]?.time ?? 0;
  const blocks = ends.map(({ size, root }, height) => ({
    ...{ height, previous: new Uint8Array(32), firstIndex: ends[height - 1]?.size ?? 0, size, root, time },
  }));
  return withChain(
    log,
    rewritten(blocks, (block) => block),
  );
}
