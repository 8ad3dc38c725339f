import { Mark, Notice, say } from '../../../kit/index.js';
import * as words from './messages.js';

/** Says of blocks that have to be there and are not which they are, what that means and whom to ask. */
export function MissingBlocks({ heights }: { readonly heights: readonly number[] }) {
  if (heights.length === 0) return null;
  const count = heights.length;
  return (
    <Notice tone="care" title={say(words.missing, { count, heights: heights.join(', ') })}>
      <p>{say(words.missingMeans, { count })}</p>
      <p>{say(words.missingAsk, { count })}</p>
    </Notice>
  );
}

/** In the place of a block. */
export function MissingMark() {
  return (
    <span class="marked">
      <Mark tone="care" />
      <span>{say(words.missingHere)}</span>
    </span>
  );
}
