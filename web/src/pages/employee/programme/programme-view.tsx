import { useEffect, useState } from 'preact/hooks';
import { Apart, DataTable, Disclosure, format, Notice, say } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { Answer } from '../answer.js';
import { daysText } from '../days-text.js';
import { ForHelper } from '../for-helper.js';
import { ClosedPast } from '../passphrase-form.js';
import { Proven } from '../proven.js';
import { tellSeen } from '../tell-seen.js';
import * as words from './messages.js';
import { type Programme, type Programmes, readProgrammes, type Session, sessionsToTell } from './programmes.js';
import { SessionForm, saidOf, whatOf } from './session-form.js';

/** What a coach planned: today's session first, and those before of which nothing was said folded below it. */
export function ProgrammeView() {
  if (!isOpen.value) return <ClosedPast />;
  return (
    <Answer path="/v1/programmes" read={readProgrammes}>
      {(told, again) => <Agenda told={told} onTold={again} />}
    </Answer>
  );
}

function Agenda({
  told: { today, programmes, unbelieved },
  onTold,
}: {
  readonly told: Programmes;
  readonly onTold: () => void;
}) {
  useEffect(() => {
    tellSeen(
      'programmes',
      programmes.filter(({ acknowledged }) => acknowledged === null).map(({ leaf }) => leaf),
    );
  }, [programmes]);
  // What comes while this is looked at stands below: where one types moves for none of it.
  const [before] = useState(() => new Set(programmes.map(({ leaf }) => leaf)));
  const isNew = ({ leaf }: Programme): boolean => !before.has(leaf);
  const ordered = programmes.toSorted((a, b) => Number(isNew(a)) - Number(isNew(b)));
  return (
    <>
      {unbelieved.length > 0 && (
        <Notice tone="bad">
          <p>{say(words.unbelieved, { count: unbelieved.length })}</p>
          <ForHelper command="fit4work-agent programme" />
        </Notice>
      )}
      {programmes.length === 0 && <Notice title={say(words.none)} />}
      {ordered.map((programme) => (
        <Apart key={programme.leaf} name={programme.leaf}>
          <Plan programme={programme} today={today} onTold={onTold} />
        </Apart>
      ))}
    </>
  );
}

interface PlanProps {
  readonly programme: Programme;
  readonly today: string;
  readonly onTold: () => void;
}

function Plan({ programme, today, onTold }: PlanProps) {
  const { leaf, coach, from, until, sessions, advice, proof, problems, acknowledged } = programme;
  const title = programme.title.trim() === '' ? say(words.untitled) : programme.title;
  const { ofToday, earlier } = sessionsToTell(sessions, today);
  const formOf = (session: Session) => (
    <SessionForm
      key={session.number}
      programme={leaf}
      session={session}
      isToday={session.day === today}
      onTold={onTold}
    />
  );
  return (
    <section class="card stack">
      <h2>
        {title} {acknowledged === null && <>({say(words.fresh)})</>}
      </h2>
      <p class="muted">{say(words.by, { coach, days: daysText(from, until) })}</p>
      {problems.length > 0 && (
        <Notice tone="bad">
          <p>{say(words.unproven)}</p>
          <ForHelper command="fit4work-agent programme" />
        </Notice>
      )}
      {problems.length === 0 && proof !== null && <Proven proof={proof} />}
      {ofToday.length === 0 && <p>{say(words.nothingToday)}</p>}
      {ofToday.map(formOf)}
      {earlier.length > 0 && (
        <Disclosure label={say(words.untold, { count: earlier.length })}>
          {() => <div class="stack">{earlier.map(formOf)}</div>}
        </Disclosure>
      )}
      {advice !== '' && (
        <div>
          <h3>{say(words.advice)}</h3>
          <p class="notice-text">{advice}</p>
        </div>
      )}
      <Disclosure label={say(words.all)}>
        <DataTable
          caption={title}
          rows={sessions}
          keyOf={({ number }) => number}
          columns={[
            { label: say(words.day), cell: ({ day }) => format.weekDay(day) },
            { label: say(words.what), cell: whatOf },
            { label: say(words.length), cell: ({ minutes }) => format.duration(minutes * 60), numeric: true },
            { label: say(words.state), cell: ({ report }) => saidOf(report) },
          ]}
        />
      </Disclosure>
    </section>
  );
}
