import './auditor.css';
import { addressOf, type Message, place, Shell, say, show, workOffline } from '../../kit/index.js';
import { AddressNeeded } from './address-needed.js';
import { BlockView } from './chain/block-view.js';
import { ChainView } from './chain/chain-view.js';
import { block } from './chain/messages.js';
import { CheckView } from './check-view.js';
import { address, isServed } from './log-address.js';
import { MeaningView } from './meaning-view.js';
import * as words from './messages.js';
import { VerifyView } from './verify-view.js';
import { WitnessesView } from './witnesses-view.js';

/** The parts of the page, by the first word of their place. */
const PARTS: readonly { readonly at: string; readonly name: Message }[] = [
  { at: '', name: words.verifyPlace },
  { at: 'blocks', name: words.chainPlace },
  { at: 'witnesses', name: words.witnessesPlace },
  { at: 'check', name: words.checkPlace },
  { at: 'meaning', name: words.meaningPlace },
];

/** Verifies the log in the browser of whoever doubts it. */
function Auditor() {
  const [first = '', second] = place.value;
  const part = PARTS.find(({ at }) => at === first) ?? { at: '', name: words.verifyPlace };
  const height = part.at === 'blocks' && second !== undefined && /^\d{1,15}$/.test(second) ? Number(second) : undefined;
  return (
    <Shell
      title={say(words.title)}
      heading={height === undefined ? say(part.name) : say(block, { height: String(height) })}
      links={PARTS.map(({ at, name }) => ({
        label: say(name),
        href: at === '' ? addressOf() : addressOf(at),
        current: part.at === at,
      }))}
    >
      <Part at={part.at} height={height} />
    </Shell>
  );
}

/** What asks the log as soon as it is shown. */
const ASKING: ReadonlySet<string> = new Set(['blocks', 'witnesses']);

function Part({ at, height }: { readonly at: string; readonly height: number | undefined }) {
  if (ASKING.has(at) && address.value === '') return <AddressNeeded />;
  if (at === 'blocks') return height === undefined ? <ChainView /> : <BlockView height={height} />;
  if (at === 'witnesses') return <WitnessesView />;
  if (at === 'check') return <CheckView />;
  return at === 'meaning' ? <MeaningView /> : <VerifyView />;
}

show(Auditor);
if (isServed) void workOffline();
