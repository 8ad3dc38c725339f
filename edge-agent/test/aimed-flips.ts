import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { FlippedVault } from './flipped-vault.js';
import { Random } from './random.js';

/* Bits of vault.db where a lookup is decided: keys of rows, entries of indexes, and what leads to them in a page. */

interface Page {
  readonly name: string;
  readonly pageno: number;
}

/** A cell begins with its length, its key or the page below, and the types and first bytes of its columns. */
const CELL_BEGIN = 32;
const [LEAF_INDEX, LEAF_TABLE] = [10, 13];

/** @returns so many bits of every table and every index, the same ones for the same seed */
export function aimedBits(
  vault: FlippedVault,
  { seed, each }: { readonly seed: number; readonly each: number },
): readonly { readonly tree: string; readonly bit: number }[] {
  const db = new Database(vault.path, { readonly: true });
  const pages = db
    .prepare<[], Page>(
      "SELECT name, pageno FROM dbstat WHERE pagetype <> 'overflow' AND ncell > 0 ORDER BY name, pageno",
    )
    .all();
  const size = Number(db.pragma('page_size', { simple: true }));
  db.close();
  const bytes = readFileSync(vault.path);
  const random = new Random(seed);
  const trees = new Map<string, readonly Page[]>();
  for (const page of pages) trees.set(page.name, [...(trees.get(page.name) ?? []), page]);
  return [...trees].flatMap(([tree, its]) =>
    Array.from({ length: each }, () => {
      const { pageno = 1 } = its[random.below(its.length)] ?? {};
      return {
        tree,
        bit: bitIn(bytes.subarray((pageno - 1) * size, pageno * size), random, pageno) + (pageno - 1) * size * 8,
      };
    }),
  );
}

/** One in four in the head of the page, the others where its cells begin (https://sqlite.org/fileformat2.html#b_tree_pages). */
function bitIn(page: Uint8Array, random: Random, pageno: number): number {
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const head = pageno === 1 ? 100 : 0;
  const cells = view.getUint16(head + 3);
  const pointers = head + ([LEAF_INDEX, LEAF_TABLE].includes(view.getUint8(head)) ? 8 : 12);
  const at =
    random.below(4) === 0
      ? head + random.below(pointers - head + 2 * cells)
      : view.getUint16(pointers + 2 * random.below(cells)) + random.below(CELL_BEGIN);
  return Math.min(at, page.length - 1) * 8 + random.below(8);
}
