import { type Block, concat, encodeBlock, utf8 } from '@fit4work/protocol';
import { BLOCK_TABLE_HEADER, blockRows } from '../core/audit-blocks.js';
import { blocksOf, type ChainPorts, type CoveredBlocks } from './covered-blocks.js';

/* The members of a pack that grow with its blocks: they are made while they are sent, and never are in memory whole. */

/** A member of an archive, whose size goes before its bytes. */
export interface PackMember {
  readonly name: string;
  readonly size: number;
  /** Its bytes in order, made anew at each call. */
  readonly parts: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The chain around a period: the block before it and the one after it show that none of the period was left out. */
export interface PackChain {
  readonly span: readonly [from: number, until: number];
  readonly before: Block | undefined;
  readonly after: Block | undefined;
  /** The days whose blocks are told one by one in the table; as a chain they are all there. */
  readonly told: ReadonlySet<string>;
}

interface GrowingMember {
  readonly name: string;
  readonly head: Uint8Array;
  readonly body: (blocks: CoveredBlocks) => Uint8Array;
  readonly tail: Uint8Array;
}

/** Publications, blocks, and blocks as a table. Their sizes take one walk over the blocks. */
export async function blockMembers(ports: ChainPorts, chain: PackChain): Promise<readonly PackMember[]> {
  const members = growing(ports, chain);
  const sizes = members.map(({ head, tail }) => head.length + tail.length);
  for await (const blocks of blocksOf(ports, chain.span)) {
    for (const [i, { body }] of members.entries()) sizes[i] = (sizes[i] ?? 0) + body(blocks).length;
  }
  return members.map(({ name, head, body, tail }, i) => ({
    name,
    size: sizes[i] ?? 0,
    parts: async function* () {
      yield head;
      for await (const blocks of blocksOf(ports, chain.span)) yield body(blocks);
      yield tail;
    },
  }));
}

const NOTHING = new Uint8Array(0);
const encoded = (block: Block | undefined): Uint8Array => (block === undefined ? NOTHING : encodeBlock(block));
const lines = (values: readonly unknown[]): Uint8Array =>
  utf8(values.map((value) => `${JSON.stringify(value)}\n`).join(''));

function growing(
  { book }: ChainPorts,
  { span: [from, until], before, after, told }: PackChain,
): readonly GrowingMember[] {
  // Of the last block, where a checkpoint that ends later is the first that covers it.
  const cover = until > from ? book.publicationsAbove(until - 1, 1).filter(({ size }) => size > until) : [];
  return [
    {
      name: 'publications.jsonl',
      head: NOTHING,
      body: ({ blocks, publications }) => lines(publications.filter(({ size }) => size <= (blocks.at(-1)?.size ?? 0))),
      tail: lines(cover),
    },
    {
      name: 'blocks.cborseq',
      head: encoded(before),
      body: ({ blocks }) => concat(...blocks.map(encodeBlock)),
      tail: encoded(after),
    },
    {
      name: 'blocks.csv',
      head: utf8(BLOCK_TABLE_HEADER),
      body: (blocks) => utf8(blockRows(blocks, told)),
      tail: NOTHING,
    },
  ];
}
