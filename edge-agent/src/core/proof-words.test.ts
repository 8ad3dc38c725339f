import { describe, expect, it } from 'vitest';
import { markOf, placeText } from './proof-words.js';

describe('a place in the log', () => {
  it.each([
    ['en', 0, 'in the log at 7, confirmed by no witness yet'],
    ['en', 1, 'proven: in the log at 7, confirmed by 1 witness'],
    ['en', 2, 'proven: in the log at 7, confirmed by 2 witnesses'],
    ['nl', 0, 'in het logboek op plaats 7, door nog geen getuige bevestigd'],
    ['nl', 1, 'bewezen: in het logboek op plaats 7, door 1 getuige bevestigd'],
    ['nl', 2, 'bewezen: in het logboek op plaats 7, door 2 getuigen bevestigd'],
  ] as const)('is called proven in %s only where one of %i witnesses confirmed it', (language, witnesses, said) => {
    expect(placeText({ index: 7, witnesses }, language)).toBe(said);
  });

  it('is ticked only where nothing is wrong and a witness confirmed it', () => {
    expect([markOf([], 1), markOf([], 0), markOf(['bad'], 2), markOf(['bad'], 0)]).toEqual(['✓', '·', '✗', '✗']);
  });
});
