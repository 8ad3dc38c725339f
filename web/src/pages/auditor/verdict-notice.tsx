import { leafCountUpTo } from '@fit4work/anchor-service/verifier';
import { useEffect, useState } from 'preact/hooks';
import { addressOf, format, type Message, Notice, say } from '../../kit/index.js';
import { isCosignedByNobody } from './cosigners.js';
import { FoundNotice } from './found-notice.js';
import { lastVisit } from './last-visit.js';
import * as words from './messages.js';
import { OtherKeys } from './other-keys.js';
import { Sentence } from './sentence.js';
import { aheadWords, newestWords, replacedNewest, type SoundLog, soundTitle, stillWords } from './sound-words.js';
import { type Verification, verification } from './verification.js';

/** What came of the last verification. */
export function VerdictNotice() {
  const verdict = verification.value;
  if (verdict.kind === 'sound') return <Sound {...verdict} />;
  if (verdict.kind === 'stopped') return <Notice tone="care" title={say(words.stopped)} />;
  if (verdict.kind === 'unsound' || verdict.kind === 'unsure') return <Found {...verdict} />;
  return null;
}

type Kind<Name extends Verification['kind']> = Extract<Verification, { readonly kind: Name }>;

function Sound(sound: SoundLog) {
  const { log, quorumsMeet } = sound;
  const witnesses = [...log.checkpoint.cosigned.keys()].join(', ') || say(words.nobody);
  const isAlone = isCosignedByNobody(log);
  const [newest, still] = [newestWords(sound), stillWords(sound)];
  const isCare = isAlone || log.replaced !== undefined || still !== undefined;
  const remembered = keptWords(sound);
  const leaves = format.number(leafCountUpTo(log.last));
  return (
    <>
      <Notice tone={isCare ? 'care' : 'good'} title={say(soundTitle(sound))}>
        {log.replaced !== undefined && (
          <p>
            <Sentence finding={replacedNewest(log.replaced)} />
          </p>
        )}
        <p>{say(words.soundBody, { leaves, blocks: log.blocks, witnesses })}</p>
        {newest !== undefined && <p>{newest}</p>}
        {still !== undefined && <p>{still}</p>}
        <p>{say(isAlone ? words.noWitness : words.soundMeans)}</p>
        {log.from > 0 && <p>{say(words.soundFrom, { size: format.number(log.from) })}</p>}
        <p>
          <a href={addressOf('meaning')}>{say(words.soundLimits)}</a>
        </p>
        {remembered !== undefined && <p class="small">{say(remembered)}</p>}
      </Notice>
      <OtherKeys names={sound.otherKeys} />
      {log.datedAhead !== undefined && (
        <Notice tone="care">
          <p>{aheadWords(log.datedAhead)}</p>
        </Notice>
      )}
      {!quorumsMeet && (
        <Notice tone="care">
          <p>{say(words.quorumsApart)}</p>
        </Notice>
      )}
    </>
  );
}

/** As it is now: what was kept may have been forgotten since. Of what is kept and of no use `RunCard` says what to do. */
function keptWords({ isKept }: SoundLog): Message | undefined {
  if (!isKept) return words.soundNotKept;
  const { kind } = lastVisit.value;
  if (kind === 'unusable') return undefined;
  return kind === 'here' ? words.soundKept : words.soundForgotten;
}

function Found({ kind, finding, evidence }: Kind<'unsound' | 'unsure'>) {
  const convicts = kind === 'unsound';
  return (
    <FoundNotice finding={finding} convicts={convicts} isTakenBack={evidence !== undefined}>
      {convicts && evidence !== undefined && <p>{say(words.unsoundKeep)}</p>}
      {evidence !== undefined && (
        <p class="row">
          <Saved name="a.checkpoint" bytes={evidence.a} />
          <Saved name="b.checkpoint" bytes={evidence.b} />
          {evidence.proof !== undefined && <Saved name="proof" bytes={evidence.proof} />}
        </p>
      )}
    </FoundNotice>
  );
}

/** A file of this page, to be kept where the person wants it. */
function Saved({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  if (url === undefined) return null;
  return (
    <a href={url} download={name}>
      {say(words.keepFile, { name })}
    </a>
  );
}
