import { type Block, blockHash, equalBytes, toHex } from '@fit4work/anchor-service/verifier';
import { addressOf, format, Notice, say } from '../../kit/index.js';
import { Asking } from './asking.js';
import { blockAt, leavesIn, useAsked } from './blocks.js';
import { Standing } from './chain-view.js';
import * as words from './messages.js';

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
      {(asked.kind === 'failed' || (asked.kind === 'here' && found?.block === undefined)) && (
        <Notice tone="care">
          <p>{say(words.chainFailed)}</p>
        </Notice>
      )}
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
          <Standing height={block.height} />
        </p>
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class={value.length === 64 ? 'code' : undefined}>{value}</dd>
            </div>
          ))}
        </dl>
        <Link block={block} before={before} />
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

function Link({ block, before }: { readonly block: Block; readonly before: Block | undefined }) {
  if (block.height === 0) return <p>{say(words.blockGenesis)}</p>;
  if (before === undefined) return null;
  const follows = equalBytes(blockHash(before), block.previous);
  return (
    <Notice tone={follows ? 'good' : 'bad'}>
      <p>{say(follows ? words.blockLinked : words.blockUnlinked, { height: String(before.height) })}</p>
    </Notice>
  );
}
