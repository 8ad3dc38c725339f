import { type Block, blockHash, toHex } from '@fit4work/anchor-service/verifier';
import { useSignal } from '@preact/signals';
import { addressOf, Button, format, Mark, Notice, say } from '../../kit/index.js';
import { blockAt, leavesIn, useAsked } from './blocks.js';
import * as words from './messages.js';
import { verification } from './verification.js';

const PAGE = 10;

/** The newest blocks, each with the hash that the next one carries. */
export function ChainView() {
  const top = useSignal<number | undefined>(undefined);
  const asked = useAsked(`chain ${top.value}`, () => blocksUpTo(top.value));
  return (
    <section class="stack">
      <p>{say(words.chainHelp)}</p>
      {asked.kind === 'failed' && (
        <Notice tone="care">
          <p>{say(words.chainFailed)}</p>
        </Notice>
      )}
      {asked.kind === 'here' && <Chain blocks={asked.answer} />}
      <div class="row">
        {top.value !== undefined && (
          <Button
            onPress={() => {
              top.value = undefined;
            }}
          >
            {say(words.chainNewest)}
          </Button>
        )}
        {asked.kind === 'here' && (asked.answer.at(-1)?.height ?? 0) > 0 && (
          <Button
            onPress={() => {
              top.value = (asked.answer.at(-1)?.height ?? 1) - 1;
            }}
          >
            {say(words.chainOlder)}
          </Button>
        )}
      </div>
    </section>
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
  return (
    <ol class="chain" reversed start={blocks[0]?.height ?? 0}>
      {blocks.map((block) => (
        <li key={block.height} class="card chain-block">
          <a href={addressOf('blocks', block.height)}>{say(words.block, { height: String(block.height) })}</a>
          <span>{format.moment(block.time)}</span>
          <span>{say(words.blockLeaves, { count: leavesIn(block) })}</span>
          <code>{toHex(blockHash(block)).slice(0, 16)}…</code>
          <Standing height={block.height} />
        </li>
      ))}
    </ol>
  );
}

/** Whether this visit verified it. */
export function Standing({ height }: { readonly height: number }) {
  const now = verification.value;
  const isVerified = now.kind === 'sound' && height < now.log.blocks;
  return (
    <span class="marked">
      <Mark tone={isVerified ? 'good' : 'plain'} />
      {say(isVerified ? words.blockVerified : words.blockUnverified)}
    </span>
  );
}
