import type { Block } from '@fit4work/anchor-service/verifier';
import { Mark, type Message, Room, say, type Tone } from '../../../kit/index.js';
import { verification } from '../verification.js';
import * as words from './messages.js';
import type { Standing } from './seen-blocks.js';

/** What this visit knows of blocks that the log gives. @param blocks the later before the earlier */
export function standingsOf(blocks: readonly Block[]): Standing[] {
  const now = verification.value;
  if (now.kind !== 'sound') return blocks.map(() => 'unverified');
  const standings = now.seen.standingsOf(blocks);
  // What an earlier run went through beyond the log of the last one was not gone through in this log.
  return standings.map((standing, i) => ((blocks[i]?.height ?? 0) < now.log.blocks ? standing : 'unverified'));
}

const SAID: Readonly<Record<Standing, { readonly tone: Tone; readonly words: Message }>> = {
  verified: { tone: 'good', words: words.blockVerified },
  other: { tone: 'bad', words: words.blockOther },
  unverified: { tone: 'plain', words: words.blockUnverified },
};

/** Beside a block. */
export function StandingMark({ standing }: { readonly standing: Standing }) {
  return (
    <span class="marked">
      <Mark tone={SAID[standing].tone} />
      <Room isWithin text={say(SAID[standing].words)} others={[say(words.blockUnverified), say(words.blockOther)]} />
    </span>
  );
}
