import { useEffect } from 'preact/hooks';
import { Disclosure, format, Newest, Notice, say, type Tone } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { Answer } from '../answer.js';
import { daysText } from '../days-text.js';
import * as shared from '../messages.js';
import { ClosedPast } from '../passphrase-form.js';
import { Proven } from '../proven.js';
import { tellSeen } from '../tell-seen.js';
import * as words from './messages.js';
import { isCrossing, isUnsound, isUntold, isUnwitnessed, type ReadAct, type Reads, readReads } from './reads.js';

/** Who looked at what, when and why, each with its proof. */
export function LookedView() {
  return (
    <>
      <p>{say(words.intro)}</p>
      <Meaning />
      {isOpen.value ? (
        <Answer path="/v1/reads" read={readReads}>
          {/* As a whole where one came: the newest stands first, and nothing moves for it. */}
          {(reads) => <Looked key={reads.reads.length} {...reads} />}
        </Answer>
      ) : (
        <ClosedPast />
      )}
    </>
  );
}

function Meaning() {
  return (
    <section class="card">
      <Disclosure label={say(words.meansTitle)}>
        <div class="stack-close">
          <p>{say(words.means)}</p>
          <p>{say(words.meansNot)}</p>
        </div>
      </Disclosure>
    </section>
  );
}

function Looked({ reads }: Reads) {
  if (reads.length === 0) return <Notice title={say(words.nobody)} />;
  return (
    <>
      <Verdict reads={reads} />
      <Newest items={reads.toReversed()} newest="first" isUrgent={isUnsound}>
        {(some) => <Entries reads={some} />}
      </Newest>
    </>
  );
}

/** Those that stand here were shown, and no others. */
function Entries({ reads }: Pick<Reads, 'reads'>) {
  const fresh = reads.filter(({ acknowledged }) => acknowledged === null).map(({ digest }) => digest);
  useEffect(() => tellSeen('reads', fresh), [fresh.join()]);
  return (
    <ol class="timeline">
      {reads.map((read) => (
        <Entry key={read.digest} read={read} />
      ))}
    </ol>
  );
}

function Verdict({ reads }: Pick<Reads, 'reads'>) {
  const crossing = reads.filter(isCrossing).length;
  const { tone, said } = verdictOf(reads, crossing);
  return (
    <Notice tone={tone}>
      {said.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {crossing > 0 && <p>{say(words.crossing, { count: crossing })}</p>}
    </Notice>
  );
}

interface Weighed {
  readonly tone: Tone;
  readonly said: readonly string[];
}

/** What weighs most of them. @param crossing so many have a sentence of their own, and were not simply allowed */
function verdictOf(reads: Reads['reads'], crossing: number): Weighed {
  const [unsound, untold, unwitnessed] = [isUnsound, isUntold, isUnwitnessed].map((is) => reads.filter(is).length);
  if (unsound) return { tone: 'bad', said: [say(words.unsound, { count: unsound }), say(words.unsoundHow)] };
  if (untold) return { tone: 'care', said: [say(words.untold, { count: untold })] };
  if (unwitnessed) return { tone: 'care', said: [say(words.unwitnessed, { count: unwitnessed })] };
  const count = reads.length - crossing;
  return { tone: crossing > 0 ? 'care' : 'good', said: count > 0 ? [say(words.sound, { count })] : [] };
}

function Entry({ read }: { readonly read: ReadAct }) {
  const { coach, purpose, time, proof, said, acknowledged, from, until, withdrawalOnItsWay } = read;
  return (
    <li class="card stack-close">
      <h2>{coach === null ? say(words.unknown) : say(words.opened, { coach, what: whatOf(read) })}</h2>
      <p class="muted">
        {time !== null && format.moment(time)} {acknowledged === null && <strong>({say(words.fresh)})</strong>}
      </p>
      {purpose !== null && <p>{say(words.why, { purpose })}</p>}
      {from !== null && until !== null && <p>{say(words.ofDays, { days: daysText(from, until) })}</p>}
      {proof !== null && said.length === 0 && <Proven proof={proof} />}
      {withdrawalOnItsWay && (
        <Notice tone="care">
          <p>{say(words.crossed)}</p>
        </Notice>
      )}
      {said.map((sentence) => (
        <Notice key={sentence} tone={isUntold(read) ? 'care' : 'bad'}>
          <p>{sentence}</p>
        </Notice>
      ))}
    </li>
  );
}

function whatOf({ metrics, granularity }: ReadAct): string {
  const names = metrics.map((metric) => say(shared.metrics, { metric })).join(', ');
  return granularity === null ? names : `${names} (${say(shared.granularities, { granularity })})`;
}
