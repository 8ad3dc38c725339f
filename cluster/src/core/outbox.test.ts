import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.js';

const BYTES = new Uint8Array(1);
function filled(): Outbox {
  const outbox = new Outbox();
  outbox.add({ kind: 'consent', bytes: BYTES, leaf: 'grant' });
  outbox.add({ kind: 'envelope', bytes: BYTES, leaf: 'one', sequence: 1 });
  outbox.add({ kind: 'release', bytes: BYTES, leaf: 'keys' });
  outbox.add({ kind: 'envelope', bytes: BYTES, leaf: 'two', sequence: 2 });
  return outbox;
}
const leaves = (outbox: Outbox): readonly string[] => outbox.waiting.map(({ leaf }) => leaf);

describe('an outbox', () => {
  it('keeps what has no receipt, in its order', () => {
    expect(leaves(filled())).toEqual(['grant', 'one', 'keys', 'two']);
  });

  it('lets go of envelopes up to the one that a receipt names, and of records that it names', () => {
    const outbox = filled();
    outbox.confirm(1, ['keys']);
    expect([leaves(outbox), outbox.confirmed]).toEqual([['grant', 'two'], 2]);
    expect([outbox.holds('keys'), outbox.holds('grant')]).toEqual([false, true]);
  });

  it('sends no release again that ends with its grant', () => {
    const outbox = filled();
    outbox.drop('release');
    expect(leaves(outbox)).toEqual(['grant', 'one', 'two']);
  });
});
