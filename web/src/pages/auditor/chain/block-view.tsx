import { type Block, blockHash, equalBytes, toHex } from '@fit4work/anchor-service/verifier';
import { addressOf, format, Notice, Room, say, type Tone } from '../../../kit/index.js';
import { Asking } from '../asking.js';
import { blockAt, leavesIn, useAsked } from '../blocks.js';
import * as words from './messages.js';
import { NoBlock } from './no-block.js';
import type { Standing } from './seen-blocks.js';
import { StandingMark, standingsOf } from './standing.js';

interface Neighbours {
  readonly block: Block | undefined;
  readonly before: Block | undefined;
  readonly after: Block | undefined;
}

/** One block, held against the one before it. */
export function BlockView({ height }: { readonly height: number }) {
  const asked = useAsked(`block ${height}`, () => neighbours(height));
  const found = asked.kind === 'here' ? asked.answer : undefined;
  return (
    <section class="stack">
      <p>
        <a href={addressOf('blocks')}>{say(words.chainBack)}</a>
      </p>
      {asked.kind === 'asking' && <Asking />}
      {asked.kind === 'failed' && <NoBlock error={asked.error} />}
      {asked.kind === 'here' && found?.block === undefined && <NoBlock error={undefined} />}
      {found?.block !== undefined && <Details {...found} block={found.block} />}
    </section>
  );
}

async function neighbours(height: number): Promise<Neighbours> {
  const [before, block, after] = await Promise.all([
    height === 0 ? undefined : blockAt(height - 1),
    blockAt(height),
    blockAt(height + 1),
  ]);
  return { block, before, after };
}

function Details({ block, before, after }: Neighbours & { readonly block: Block }) {
  const standing = standingsOf(after === undefined ? [block] : [after, block]).at(-1) ?? 'unverified';
  const facts: readonly (readonly [string, string])[] = [
    [say(words.blockTime), format.moment(block.time)],
    [say(words.blockFirst), format.number(block.firstIndex)],
    [say(words.blockSize), format.number(block.size)],
    [say(words.blockRoot), toHex(block.root)],
    [say(words.blockHash), toHex(blockHash(block))],
    [say(words.blockPrevious), toHex(block.previous)],
  ];
  return (
    <>
      <div class="card stack">
        <p class="row">
          {say(words.blockLeaves, { count: leavesIn(block) })}
          <StandingMark standing={standing} />
        </p>
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class={value.length === 64 ? 'code' : undefined}>{value}</dd>
            </div>
          ))}
        </dl>
        <Link block={block} before={before} standing={standing} />
      </div>
      <p class="row">
        {before !== undefined && (
          <a href={addressOf('blocks', before.height)}>{say(words.blockBefore, { height: String(before.height) })}</a>
        )}
        {after !== undefined && (
          <a href={addressOf('blocks', after.height)}>{say(words.blockAfter, { height: String(after.height) })}</a>
        )}
      </p>
    </>
  );
}

interface LinkProps {
  readonly block: Block;
  readonly before: Block | undefined;
  readonly standing: Standing;
}

/** How it holds to the one before; of a block that is not the one that was verified, only that. */
function Link({ block, before, standing }: LinkProps) {
  const height = { height: String(block.height - 1) };
  const [other, linked] = [say(words.blockOtherHere), say(words.blockLinked, height)];
  const told = (tone: Tone, text: string) => (
    <Notice tone={tone}>
      <Room text={text} others={[other, linked]} />
    </Notice>
  );
  if (standing === 'other') return told('bad', other);
  if (block.height === 0) return <p>{say(words.blockGenesis)}</p>;
  if (before === undefined) return null;
  if (!equalBytes(blockHash(before), block.previous)) return told('bad', say(words.blockUnlinked, height));
  return told(standing === 'verified' ? 'good' : 'plain', linked);
}
