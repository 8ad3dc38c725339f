import { type Block, blockHash, toHex } from '@fit4work/anchor-service/verifier';
import { addressOf, format, Notice, Room, type RoomProps, say, type Tone } from '../../../kit/index.js';
import { Asking } from '../asking.js';
import { leavesIn, useAsked } from '../blocks.js';
import * as words from './messages.js';
import { MissingBlocks } from './missing-blocks.js';
import { NoBlock } from './no-block.js';
import { isLinked, type Place, placeAt } from './places.js';
import type { Standing } from './seen-blocks.js';
import { blocksVerified, brokenWords, StandingMark, standingsOf } from './standing.js';

interface Neighbours {
  readonly block: Place;
  /** `undefined` for the first block. */
  readonly before: Place | undefined;
  readonly after: Place;
}

/** One block, held against the one before it. */
export function BlockView({ height }: { readonly height: number }) {
  const asked = useAsked(`block ${height}`, () => neighbours(height));
  return (
    <section class="stack">
      <p>
        <a href={addressOf('blocks')}>{say(words.chainBack)}</a>
      </p>
      {asked.kind === 'asking' && <Asking />}
      {asked.kind === 'failed' && <NoBlock error={asked.error} />}
      {asked.kind === 'here' && <Found {...asked.answer} />}
    </section>
  );
}

async function neighbours(height: number): Promise<Neighbours> {
  const [before, block, after] = await Promise.all([
    height === 0 ? undefined : placeAt(height - 1),
    placeAt(height),
    placeAt(height + 1),
  ]);
  return { block, before, after };
}

function Found({ block, before, after }: Neighbours) {
  const verified = blocksVerified() ?? 0;
  /** Whether the chain goes on at least as far as a place. */
  const isWithin = ({ height }: Place): boolean =>
    height < verified || [after, block].some((later) => later.height > height && later.block !== undefined);
  const around = [before, block, after].filter((place) => place !== undefined);
  const missing = around.filter((place) => place.block === undefined && isWithin(place));
  return (
    <>
      {block.block === undefined ? (
        !isWithin(block) && <NotThere height={block.height} />
      ) : (
        <Details block={block.block} before={before?.block} after={after.block} />
      )}
      <Ways before={before?.block} after={after.block} />
      <MissingBlocks heights={missing.map(({ height }) => height)} />
    </>
  );
}

/** A block that nobody says has to be there. */
function NotThere({ height }: { readonly height: number }) {
  const verified = blocksVerified();
  return (
    <Notice tone="care">
      <p>
        {verified === undefined
          ? say(words.blockNotThere, { height: String(height) })
          : say(words.blockBeyond, { height: String(height), verified })}
      </p>
    </Notice>
  );
}

interface DetailsProps {
  readonly block: Block;
  readonly before: Block | undefined;
  readonly after: Block | undefined;
}

function Details({ block, before, after }: DetailsProps) {
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
    <div class="card stack">
      <p class="row">
        {say(words.blockLeaves, { count: leavesIn(block) })}
        <StandingMark standing={standing} height={block.height} />
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
  );
}

function Ways({ before, after }: Omit<DetailsProps, 'block'>) {
  if (before === undefined && after === undefined) return null;
  return (
    <p class="row">
      {before !== undefined && (
        <a href={addressOf('blocks', before.height)}>{say(words.blockBefore, { height: String(before.height) })}</a>
      )}
      {after !== undefined && (
        <a href={addressOf('blocks', after.height)}>{say(words.blockAfter, { height: String(after.height) })}</a>
      )}
    </p>
  );
}

interface LinkProps {
  readonly block: Block;
  readonly before: Block | undefined;
  readonly standing: Standing;
}

/** How it holds to the one before; of a block that is not the one that was verified, only that. */
function Link({ block, before, standing }: LinkProps) {
  const other = say(words.blockOtherHere);
  if (before === undefined) {
    if (standing === 'other') return <Told tone="bad" text={other} />;
    return block.height === 0 ? <p>{say(words.blockGenesis)}</p> : null;
  }
  const isWhole = isLinked(block, before);
  const held = isWhole ? linkedWords(before) : brokenWords(before, standing);
  const others = [other, ...held.others];
  if (standing === 'other') return <Told tone="bad" text={other} others={others} />;
  const tone = !isWhole ? 'bad' : standing === 'verified' ? 'good' : 'plain';
  return <Told tone={tone} text={held.text} others={others} />;
}

function linkedWords(before: Block): Pick<RoomProps, 'text' | 'others'> {
  const text = say(words.blockLinked, { height: String(before.height) });
  return { text, others: [text] };
}

function Told({ tone, text, others = [] }: { readonly tone: Tone } & Pick<RoomProps, 'text'> & Partial<RoomProps>) {
  return (
    <Notice tone={tone}>
      <Room text={text} others={others} />
    </Notice>
  );
}
