import { fixed, flipped } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { consistencyPath, entryHash, inclusionPath, rootOf } from '../merkle-tree.mjs';

/* Clause 15.1: roots, inclusion and consistency. */

const LEAVES = Array.from({ length: 260 }, (_, i) => fixed(`leaf ${i}`));
const first = (/** @type {number} */ size) => LEAVES.slice(0, size);
const NONE = new Uint8Array(0);

/** @param {number} index @param {number} size */
const inclusion = (index, size) => ({
  ...{ op: 'inclusion', index, size, leaf: LEAVES[index] ?? NONE, root: rootOf(first(size)) },
  proof: inclusionPath(index, first(size)),
});

/** @param {number} oldSize @param {number} newSize */
const consistency = (oldSize, newSize) => ({
  ...{ op: 'consistency', oldSize, oldRoot: rootOf(first(oldSize)), newSize, newRoot: rootOf(first(newSize)) },
  proof: oldSize === 0 ? [] : consistencyPath(oldSize, first(newSize)),
});

const INCLUDED = [
  [0, 1],
  [0, 2],
  [1, 2],
  [2, 3],
  [0, 7],
  [3, 7],
  [6, 7],
  [7, 8],
  [0, 260],
  [255, 260],
  [256, 260],
  [259, 260],
];
const CONSISTENT = [
  [0, 0],
  [0, 5],
  [1, 1],
  [1, 2],
  [2, 3],
  [3, 7],
  [4, 7],
  [6, 8],
  [7, 7],
  [4, 8],
  [255, 260],
  [256, 260],
  [257, 260],
];

function notIncluded() {
  const right = inclusion(3, 7);
  const [sibling = NONE, ...rest] = right.proof;
  const hash = rootOf(first(7));
  /** @type {readonly (readonly [name: string, changed: object, refused?: string])[]} */
  const wrong = [
    ['another leaf', { leaf: LEAVES[4] }],
    ['another root', { root: rootOf(first(8)) }],
    ['another index', { index: 2 }],
    ['a size to which the path does not fit', { size: 4 }],
    ['a hash of the proof turned', { proof: [flipped(sibling, 0), ...rest] }],
    ['a hash of the proof missing', { proof: rest }],
    ['a hash of the proof more', { proof: [...right.proof, hash] }],
    ['its hashes in another order', { proof: [...right.proof].reverse() }],
    ['a hash of 31 bytes', { proof: [sibling.subarray(1), ...rest] }],
    ['no proof', { proof: [] }],
    ['an index beyond the tree', { index: 7 }, 'out-of-range'],
    ['an index in an empty tree', { index: 0, size: 0 }, 'out-of-range'],
    ['a node in the place of a leaf', { leaf: rootOf(first(2)), index: 0, proof: inclusionPath(0, first(7)).slice(1) }],
  ];
  return wrong.map(([name, changed, refused = 'wrong-proof']) =>
    invalid(`inclusion with ${name}`, '15.1', { ...right, ...changed, refused }),
  );
}

function notConsistent() {
  const right = consistency(3, 7);
  const [start = NONE, ...rest] = right.proof;
  /** @type {readonly (readonly [name: string, changed: object, refused?: string])[]} */
  const wrong = [
    ['another old root', { oldRoot: rootOf(first(4)) }],
    ['another new root', { newRoot: rootOf(first(8)) }],
    ['another old size', { oldSize: 4 }],
    ['a new size to which the path does not fit', { newSize: 9 }],
    ['a hash turned', { proof: [flipped(start, 31), ...rest] }],
    ['a hash missing', { proof: rest }],
    ['a hash more', { proof: [...right.proof, start] }],
    ['a hash of 33 bytes', { proof: [new Uint8Array([...start, 0]), ...rest] }],
    ['no proof', { proof: [] }],
    ['an old tree that is the larger', { oldSize: 8, oldRoot: rootOf(first(8)) }, 'out-of-range'],
    ['one size and two roots', { oldSize: 7, proof: [] }],
    ['one size and a proof', { oldSize: 7, oldRoot: right.newRoot, proof: [start] }],
    ['an empty tree and a proof', { oldSize: 0, oldRoot: rootOf([]), proof: [start] }],
    ['an empty tree with another root', { oldSize: 0, proof: [] }],
  ];
  return wrong.map(([name, changed, refused = 'wrong-proof']) =>
    invalid(`consistency with ${name}`, '15.1', { ...right, ...changed, refused }),
  );
}

export const merkle = () => ({
  description:
    'Roots of trees of leaves; proofs that a leaf stands in a tree, and that one tree was made of another by appending.',
  spec: 'SPEC.md clause 15.1, RFC 6962 section 2.1',
  cases: [
    valid('the hash of a leaf in the tree', '15.1', {
      op: 'entry',
      leaf: LEAVES[0],
      expect: entryHash(LEAVES[0] ?? NONE),
    }),
    ...[0, 1, 2, 3, 7, 8].map((size) =>
      valid(`the root of ${size}`, '15.1', { op: 'root', leaves: first(size), expect: rootOf(first(size)) }),
    ),
    ...INCLUDED.map(([index = 0, size = 0]) => valid(`leaf ${index} of ${size}`, '15.1', inclusion(index, size))),
    ...CONSISTENT.map(([from = 0, to = 0]) => valid(`from ${from} to ${to}`, '15.1', consistency(from, to))),
    ...notIncluded(),
    ...notConsistent(),
  ],
});
