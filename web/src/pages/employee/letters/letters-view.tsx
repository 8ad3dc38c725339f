import { useEffect, useState } from 'preact/hooks';
import { Apart, format, Newest, Notice, say } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { Answer } from '../answer.js';
import { ForHelper } from '../for-helper.js';
import { ClosedPast } from '../passphrase-form.js';
import { Proven } from '../proven.js';
import { readGrants, shownGrants } from '../sharing/grants.js';
import { tellSeen } from '../tell-seen.js';
import * as words from './messages.js';
import { type Letter, readThreads, type Thread, type Threads, threadsWith } from './threads.js';
import { WriteForm } from './write-form.js';

/** What was said between a person and each coach. */
export function LettersView() {
  if (!isOpen.value) return <ClosedPast />;
  return (
    <Answer path="/v1/grants?history=all" read={readGrants}>
      {({ events }) => (
        <Answer path="/v1/messages" read={readThreads}>
          {(told, again) => (
            <Letters told={told} coaches={shownGrants(events).map(({ coach }) => coach)} onSent={again} />
          )}
        </Answer>
      )}
    </Answer>
  );
}

interface LettersProps {
  readonly told: Threads;
  /** To whom something was granted. */
  readonly coaches: readonly string[];
  readonly onSent: () => void;
}

function Letters({ told: { threads, unbelieved }, coaches, onSent }: LettersProps) {
  useEffect(() => {
    const fresh = threads.flatMap(({ messages }) => messages.filter(isFresh));
    tellSeen(
      'messages',
      fresh.map(({ leaf }) => leaf),
    );
  }, [threads]);
  const shown = threadsWith(coaches, threads);
  return (
    <>
      {unbelieved.length > 0 && (
        <Notice tone="bad">
          <p>{say(words.unbelieved, { count: unbelieved.length })}</p>
          <ForHelper command="fit4work-agent messages" />
        </Notice>
      )}
      {shown.length === 0 && (
        <Notice>
          <p>{say(words.none)}</p>
        </Notice>
      )}
      {shown.map((thread) => (
        <Apart key={thread.coach} name={thread.coach}>
          <Conversation thread={thread} onSent={onSent} />
        </Apart>
      ))}
    </>
  );
}

const isFresh = ({ from, acknowledged }: Letter): boolean => from === 'coach' && acknowledged === null;

/** What was said before stands above, and what comes while this is looked at below: where one writes moves for none of it. */
function Conversation({
  thread: { coach, messages },
  onSent,
}: {
  readonly thread: Thread;
  readonly onSent: () => void;
}) {
  const [before] = useState(() => new Set(messages.map(({ leaf }) => leaf)));
  const said = messages.filter(({ leaf }) => before.has(leaf));
  const came = messages.filter(({ leaf }) => !before.has(leaf));
  return (
    <section class="card stack">
      <h2>{coach}</h2>
      {said.length === 0 && <p class="muted">{came.length === 0 ? say(words.nothing) : '\u00a0'}</p>}
      <Newest items={said} newest="last" isUrgent={isFresh}>
        {(some) => <SaidList letters={some} coach={coach} />}
      </Newest>
      <WriteForm coach={coach} onSent={onSent} />
      <SaidList letters={came} coach={coach} />
    </section>
  );
}

function SaidList({ letters, coach }: { readonly letters: readonly Letter[]; readonly coach: string }) {
  if (letters.length === 0) return null;
  return (
    <ol class="timeline">
      {letters.map((letter) => (
        <Apart key={letter.leaf} name={letter.leaf}>
          <Said letter={letter} coach={coach} />
        </Apart>
      ))}
    </ol>
  );
}

function Said({ letter, coach }: { readonly letter: Letter; readonly coach: string }) {
  const { from, time, text, report, proof, received, problems } = letter;
  return (
    <li class="stack-close">
      <p class="small muted">
        <strong>{from === 'coach' ? coach : say(words.you)}</strong>, {format.moment(time)}{' '}
        {isFresh(letter) && <strong>({say(words.fresh)})</strong>}
      </p>
      {report !== null && (
        <p>{say(words.session, { number: format.number(report.session), done: String(report.done) })}</p>
      )}
      {text !== '' && <p class="notice-text">{text}</p>}
      {problems.length > 0 && (
        <Notice tone="bad">
          <p>{say(words.unproven)}</p>
          <ForHelper command="fit4work-agent messages" />
        </Notice>
      )}
      {problems.length === 0 && proof !== null && <Proven proof={proof} small />}
      {received !== null && <p class="small muted">{say(words.state, { received: String(received) })}</p>}
    </li>
  );
}
