import { describe, expect, it } from 'vitest';
import { Feeding } from '../test/feed.js';
import { exportedFunctions, isParser, PARSERS } from '../test/parsers.js';

/* Whatever a peer sends, a parser answers with a value or with an error of the protocol. The slow suite feeds each of them
   a million inputs of the same kind. */

const INPUTS = 3000;
const SEED = 20_261_122;

describe('hostile inputs', () => {
  it('reach every function whose name says that it reads or verifies, and no function that is gone', async () => {
    const exported = await exportedFunctions();
    const fed = new Set(PARSERS.map(([name]) => name));
    expect(exported.filter(isParser).filter((name) => !fed.has(name))).toEqual([]);
    expect([...fed].filter((name) => !exported.includes(name))).toEqual([]);
  });

  it.each(PARSERS)('make %s answer with a value or an error of the protocol', async (_, ways) => {
    const { accepted, refused, surprises } = await new Feeding(ways, SEED).digest(INPUTS);
    expect(surprises).toEqual([]);
    expect(accepted + refused).toBe(INPUTS);
  });

  it.each(PARSERS)('for %s are made of inputs that it accepts', async (_, ways) => {
    const answers = ways.flatMap(({ seeds, parse }) => seeds.map(async (seed) => parse(seed)));
    expect(await Promise.allSettled(answers)).toEqual(
      answers.map(() => expect.objectContaining({ status: 'fulfilled' })),
    );
  });
});
