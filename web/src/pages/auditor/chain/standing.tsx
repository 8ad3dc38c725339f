import type { Block } from '@fit4work/anchor-service/verifier';
import { Mark, type Message, Room, type RoomProps, say, type Tone } from '../../../kit/index.js';
import { verification } from '../verification.js';
import * as words from './messages.js';
import type { Standing } from './seen-blocks.js';

/** What this visit knows of blocks that the log gives. @param blocks the later before the earlier */
export function standingsOf(blocks: readonly Block[]): Standing[] {
  const now = verification.value;
  if (now.kind !== 'sound') return blocks.map(() => 'unverified');
  return now.seen.standingsOf(blocks);
}

/** How many blocks the log has that was verified last; `undefined` where none was on this visit. */
export function blocksVerified(): number | undefined {
  const now = verification.value;
  return now.kind === 'sound' ? now.log.blocks : undefined;
}

/** `newest`: of those that were verified the last, of which no tree binds the hash yet. */
const SAID: Readonly<Record<Standing | 'newest', { readonly tone: Tone; readonly words: Message }>> = {
  verified: { tone: 'good', words: words.blockVerified },
  newest: { tone: 'plain', words: words.blockNewest },
  other: { tone: 'bad', words: words.blockOther },
  unverified: { tone: 'plain', words: words.blockUnverified },
};

/** Of a block that does not hold to the one that is given before it: where it was verified, that one is another than was. */
export function brokenWords(before: Block, standing: Standing): Pick<RoomProps, 'text' | 'others'> {
  const height = { height: String(before.height) };
  const [unlinked, other] = [say(words.blockUnlinked, height), say(words.blockBeforeOther, height)];
  return { text: standing === 'verified' ? other : unlinked, others: [unlinked, other] };
}

/** Beside a block. */
export function StandingMark({ standing, height }: { readonly standing: Standing; readonly height: number }) {
  const said = SAID[standing === 'verified' && height + 1 === blocksVerified() ? 'newest' : standing];
  const others = [words.blockUnverified, words.blockOther, words.blockNewest].map((one) => say(one));
  return (
    <span class="marked">
      <Mark tone={said.tone} />
      <Room isWithin text={say(said.words)} others={others} />
    </span>
  );
}
