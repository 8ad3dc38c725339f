import { useSignal } from '@preact/signals';
import { FileDrop, type Message, Notice, say, type Tone } from '../../../kit/index.js';
import { type EvidenceVerdict, judgeBundle } from '../judge-files.js';
import { chosen, nobody, unread } from '../messages.js';
import { Sentence } from '../sentence.js';
import type { Trust } from '../trust.js';
import { useVerdict } from '../use-verdict.js';
import * as words from './messages.js';

/** What a log signed twice, judged from the files of a bundle alone. */
export function EvidenceCard({ given }: { readonly given: Trust }) {
  const verdict = useVerdict(aloud);
  const names = useSignal('');
  const judge = (files: readonly File[]): void => {
    void verdict.ask(() => judgeBundle(files, given));
    names.value = files.map(({ name }) => name).join(', ');
  };
  return (
    <section class="card stack">
      <h2>{say(words.title)}</h2>
      <p>{say(words.help)}</p>
      <FileDrop
        label={say(words.files)}
        help={names.value === '' ? say(words.filesHelp) : say(chosen, { names: names.value })}
        several
        onFiles={judge}
      />
      {verdict.value !== undefined && <EvidenceNotice verdict={verdict.value} />}
    </section>
  );
}

type Judged = Extract<EvidenceVerdict, { readonly kind: 'judged' }>['judged'];

const SHOWN: Readonly<Record<Judged['relation'], { readonly tone: Tone; readonly words: Message }>> = {
  contradictory: { tone: 'bad', words: words.convicts },
  consistent: { tone: 'good', words: words.consistent },
  undecided: { tone: 'care', words: words.undecided },
};

/** Two that can both be true are worth no more than who says so. */
const isUnconfirmed = ({ relation, confirmed }: Judged): boolean =>
  relation === 'consistent' && confirmed.includes(false);

function EvidenceNotice({ verdict }: { readonly verdict: EvidenceVerdict }) {
  return (
    <Notice tone={toneOf(verdict)} title={titleOf(verdict)}>
      {verdict.kind === 'unusable' && (
        <p class="small">
          <Sentence finding={verdict.error.finding} />
        </p>
      )}
      {verdict.kind === 'judged' && isUnconfirmed(verdict.judged) && <p>{unconfirmedWords(verdict.judged)}</p>}
      {verdict.kind === 'judged' && <p>{cosignedWords(verdict.judged)}</p>}
    </Notice>
  );
}

function toneOf(verdict: EvidenceVerdict): Tone {
  if (verdict.kind !== 'judged' || isUnconfirmed(verdict.judged)) return 'care';
  return SHOWN[verdict.judged.relation].tone;
}

function titleOf(verdict: EvidenceVerdict): string {
  if (verdict.kind === 'unread') return say(unread);
  if (verdict.kind === 'unusable') return say(words.unusable);
  if (isUnconfirmed(verdict.judged)) return say(words.unconfirmed);
  return say(SHOWN[verdict.judged.relation].words);
}

/** The title, with what the colour says of it. */
const aloud = (verdict: EvidenceVerdict): string =>
  verdict.kind === 'judged' && isUnconfirmed(verdict.judged)
    ? `${titleOf(verdict)}. ${unconfirmedWords(verdict.judged)}`
    : titleOf(verdict);

function unconfirmedWords({ cosigned, confirmed: [a, b] }: Judged): string {
  const isNobody = cosigned.every((names) => names.length === 0);
  return say(words.unconfirmedBody, { which: isNobody ? 'nobody' : a ? 'b' : b ? 'a' : 'both' });
}

const cosignedWords = ({ cosigned: [a, b] }: Judged): string => say(words.cosigned, { a: namesOf(a), b: namesOf(b) });

const namesOf = (names: readonly string[]): string => names.join(', ') || say(nobody);
