import { type Block, blockHash, toHex } from '@fit4work/anchor-service/verifier';
import { type Signal, useSignal } from '@preact/signals';
import { addressOf, Button, format, say } from '../../../kit/index.js';
import { Asking } from '../asking.js';
import { blockAt, leavesIn, useAsked } from '../blocks.js';
import * as words from './messages.js';
import { NoBlock } from './no-block.js';
import { StandingMark, standingsOf } from './standing.js';

const PAGE = 10;

/** The newest blocks, each with the hash that the next one carries. */
export function ChainView() {
  const top = useSignal<number | undefined>(undefined);
  const asked = useAsked(`chain ${top.value}`, () => blocksUpTo(top.value));
  return (
    <section class="stack">
      <p>{say(words.chainHelp)}</p>
      <Ways top={top} oldest={asked.kind === 'here' ? asked.answer.at(-1)?.height : undefined} />
      {asked.kind === 'asking' && <Asking />}
      {asked.kind === 'failed' && <NoBlock error={asked.error} />}
      {asked.kind === 'here' && <Chain blocks={asked.answer} />}
    </section>
  );
}

interface WaysProps {
  /** The newest of those that are shown, where it is not the newest there is. */
  readonly top: Signal<number | undefined>;
  /** Of those that are shown. */
  readonly oldest: number | undefined;
}

/** Above the chain and always there, so that they stay where they are, and keep the focus, while the log is asked. */
function Ways({ top, oldest = 0 }: WaysProps) {
  const goTo = (height: number | undefined) => () => {
    top.value = height;
  };
  return (
    <div class="row">
      <Button disabled={top.value === undefined} onPress={goTo(undefined)}>
        {say(words.chainNewest)}
      </Button>
      <Button disabled={oldest === 0} onPress={goTo(oldest - 1)}>
        {say(words.chainOlder)}
      </Button>
    </div>
  );
}

async function blocksUpTo(top: number | undefined): Promise<Block[]> {
  const newest = await blockAt(top ?? 'latest');
  if (newest === undefined) return [];
  const heights = Array.from({ length: Math.min(PAGE - 1, newest.height) }, (_, i) => newest.height - 1 - i);
  const older = await Promise.all(heights.map((height) => blockAt(height)));
  return [newest, ...older.filter((block) => block !== undefined)];
}

function Chain({ blocks }: { readonly blocks: readonly Block[] }) {
  if (blocks.length === 0) return <p>{say(words.chainNone)}</p>;
  const standings = standingsOf(blocks);
  return (
    <ol class="chain" reversed start={blocks[0]?.height ?? 0}>
      {blocks.map((block, i) => (
        <li key={block.height} class="card chain-block">
          <a href={addressOf('blocks', block.height)}>{say(words.block, { height: String(block.height) })}</a>
          <span>{format.moment(block.time)}</span>
          <span>{say(words.blockLeaves, { count: leavesIn(block) })}</span>
          <code>{toHex(blockHash(block)).slice(0, 16)}…</code>
          <StandingMark standing={standings[i] ?? 'unverified'} />
        </li>
      ))}
    </ol>
  );
}
