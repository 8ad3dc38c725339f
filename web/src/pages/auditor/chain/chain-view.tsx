import { type Block, blockHash, toHex } from '@fit4work/anchor-service/verifier';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { addressOf, Button, format, Mark, Room, say } from '../../../kit/index.js';
import { Asking } from '../asking.js';
import { type Asked, leavesIn, useAsked } from '../blocks.js';
import * as words from './messages.js';
import { MissingBlocks, MissingMark } from './missing-blocks.js';
import { NoBlock } from './no-block.js';
import { isLinked, type Place, type Places, placesUpTo } from './places.js';
import type { Standing } from './seen-blocks.js';
import { ShownAndVerified } from './shown-and-verified.js';
import { blocksVerified, brokenWords, StandingMark, standingsOf } from './standing.js';

/** The newest blocks, each with the hash that the next one carries. */
export function ChainView() {
  const top = useSignal<number | undefined>(undefined);
  const asked = usePlaces(top.value);
  return (
    <section class="stack">
      <p>{say(words.chainHelp)}</p>
      <Ways top={top} oldest={asked.kind === 'here' ? asked.answer.places.at(-1)?.height : undefined} />
      {asked.kind === 'asking' && <Asking />}
      {asked.kind === 'failed' && <NoBlock error={asked.error} />}
      {asked.kind === 'here' && <Chain {...asked.answer} />}
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

/** What is verified while they are shown has them asked for anew only where that shows others: whoever uses them would lose the focus. */
function usePlaces(top: number | undefined): Asked<Places> {
  const verified = blocksVerified();
  const known = useSignal(verified);
  const asked = useAsked(`chain ${top} ${known.value}`, () => placesUpTo(top, known.value));
  const shown = asked.kind === 'here' ? asked.answer.shown : undefined;
  useEffect(() => {
    if (shown !== undefined && verified !== undefined && verified !== shown) known.value = verified;
  }, [shown, verified]);
  return asked;
}

function Chain({ places, shown, verified }: Places) {
  if (places.length === 0) return <p>{say(words.chainNone)}</p>;
  const blocks = places.flatMap(({ block }) => block ?? []);
  const standings = standingsOf(blocks);
  const missing = places.filter(({ block }) => block === undefined).map(({ height }) => height);
  return (
    <>
      <ShownAndVerified shown={shown} verified={verified} />
      <MissingBlocks heights={missing} />
      <ol class="chain" reversed start={places[0]?.height ?? 0}>
        {places.map(({ height, block }, i) => (
          <li key={height} class={isLoose(block, places[i + 1]) ? 'card chain-block chain-loose' : 'card chain-block'}>
            <a href={addressOf('blocks', height)}>{say(words.block, { height: String(height) })}</a>
            {block === undefined ? (
              <MissingMark />
            ) : (
              <Given
                block={block}
                before={places[i + 1]?.block}
                standing={standings[blocks.indexOf(block)] ?? 'unverified'}
              />
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

/** Whether nothing shows that a block holds to the place below it. */
const isLoose = (block: Block | undefined, below: Place | undefined): boolean =>
  block === undefined || (below !== undefined && (below.block === undefined || !isLinked(block, below.block)));

interface GivenProps {
  readonly block: Block;
  readonly before: Block | undefined;
  readonly standing: Standing;
}

function Given({ block, before, standing }: GivenProps) {
  return (
    <>
      <span>{format.moment(block.time)}</span>
      <span>{say(words.blockLeaves, { count: leavesIn(block) })}</span>
      <code>{toHex(blockHash(block)).slice(0, 16)}…</code>
      <StandingMark standing={standing} height={block.height} />
      {before !== undefined && !isLinked(block, before) && (
        <span class="marked">
          <Mark tone="bad" />
          <Room isWithin {...brokenWords(before, standing)} />
        </span>
      )}
    </>
  );
}
