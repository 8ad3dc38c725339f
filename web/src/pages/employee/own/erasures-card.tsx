import { Apart, Button, format, Newest, Notice, say, type Tone } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { daysText } from '../days-text.js';
import { ForHelper } from '../for-helper.js';
import { ClosedPast } from '../passphrase-form.js';
import { Proven } from '../proven.js';
import { type Erasure, type Erasures, isEverything } from './erasures.js';
import * as words from './messages.js';

export interface ErasuresCardProps {
  readonly told: Erasures;
  readonly onLook: () => void;
}

/** What was erased, and how far each has come: its receipt, its proof, its certificate. */
export function ErasuresCard({ told: { erasures, unbelieved }, onLook }: ErasuresCardProps) {
  return (
    <>
      <section class="card stack">
        <h2>{say(words.erasures)}</h2>
        {erasures.length === 0 && <p class="muted">{say(words.noErasures)}</p>}
        {unbelieved.length > 0 && (
          <Notice tone="bad">
            <p>{say(words.unbelieved, { count: unbelieved.length })}</p>
            <ForHelper command="fit4work-agent erase --list" />
          </Notice>
        )}
        <Newest items={erasures.toReversed()} newest="first">
          {(some) => <Entries erasures={some} />}
        </Newest>
        {erasures.length > 0 && isOpen.value && (
          <div>
            <Button onPress={onLook}>{say(words.lookAgain)}</Button>
          </div>
        )}
        {erasures.length > 0 && !isOpen.value && <p>{say(words.openToLook)}</p>}
      </section>
      {erasures.length > 0 && !isOpen.value && <ClosedPast />}
    </>
  );
}

function Entries({ erasures }: Pick<ErasuresCardProps['told'], 'erasures'>) {
  if (erasures.length === 0) return null;
  return (
    <ol class="timeline">
      {erasures.map((erasure) => (
        <Apart key={erasure.leaf} name={erasure.leaf}>
          <Entry erasure={erasure} />
        </Apart>
      ))}
    </ol>
  );
}

function Entry({ erasure }: { readonly erasure: Erasure }) {
  const { from, until, issued, received, logIndex, witnesses, certificate } = erasure;
  return (
    <li class="stack-close">
      <h3>{isEverything(erasure) ? say(words.upTo, { day: format.day(until) }) : daysText(from, until)}</h3>
      <p>{say(words.asked, { when: format.moment(issued), received: String(received) })}</p>
      {logIndex !== null && <Proven proof={{ index: logIndex, witnesses }} small />}
      {certificate === null ? <p class="muted">{say(words.noCertificate)}</p> : <Certificate told={certificate} />}
    </li>
  );
}

function Certificate({ told }: { readonly told: NonNullable<Erasure['certificate']> }) {
  const { time, envelopes, logIndex: index, witnesses, problem } = told;
  const [tone, verdict] = verdictOf(told);
  return (
    <Notice tone={tone} title={say(words.certified, { count: envelopes, when: format.moment(time) })}>
      <p>{verdict}</p>
      {problem === null && index !== null && <Proven proof={{ index, witnesses }} small />}
      {tone === 'bad' && <ForHelper command="fit4work-agent erase --list" />}
    </Notice>
  );
}

function verdictOf({ problem, witnesses }: NonNullable<Erasure['certificate']>): readonly [Tone, string] {
  if (problem === null) return [witnesses === 0 ? 'care' : 'good', say(words.certificateSound)];
  if (problem === 'not-comparable') return ['care', say(words.notComparable)];
  return ['bad', say(problem === 'other-envelopes' ? words.otherEnvelopes : words.unsound)];
}
