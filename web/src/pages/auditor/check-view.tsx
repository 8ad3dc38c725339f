import { useSignal } from '@preact/signals';
import { announce, Button, Field, FileDrop, format, Notice, say } from '../../kit/index.js';
import { type EvidenceVerdict, judgeBundle, judgeProof, type ProofVerdict } from './judge-files.js';
import * as words from './messages.js';
import { PackCard } from './pack/pack-card.js';
import { sentenceOf } from './sentence.js';
import { type Trust, trust } from './trust.js';

/** Files that somebody was handed, judged here: no log is asked. */
export function CheckView() {
  const given = trust.value;
  if (given === undefined) {
    return (
      <Notice tone="plain">
        <p>{say(words.trustNeeded)}</p>
      </Notice>
    );
  }
  return (
    <div class="grid">
      <ProofCard given={given} />
      <EvidenceCard given={given} />
      <PackCard given={given} />
    </div>
  );
}

function ProofCard({ given }: { readonly given: Trust }) {
  const proof = useSignal<File | undefined>(undefined);
  const record = useSignal<File | undefined>(undefined);
  const leaf = useSignal('');
  const verdict = useSignal<ProofVerdict | undefined>(undefined);
  const check = async (): Promise<void> => {
    if (proof.value === undefined) return;
    verdict.value = await judgeProof(proof.value, record.value ?? leaf.value, given);
    announce(proofWords(verdict.value));
  };
  return (
    <section class="card stack">
      <h2>{say(words.proofTitle)}</h2>
      <p>{say(words.proofHelp)}</p>
      <FileDrop
        label={say(words.proofFile)}
        help={chosenOr(proof.value, say(words.trustDropHelp))}
        onFiles={([file]) => {
          proof.value = file;
        }}
      />
      <FileDrop
        label={say(words.recordFile)}
        help={chosenOr(record.value, say(words.recordHelp))}
        onFiles={([file]) => {
          record.value = file;
        }}
      />
      <Field
        label={say(words.leafLabel)}
        help={say(words.leafHelp)}
        value={leaf.value}
        error={verdict.value?.kind === 'bad-leaf' ? say(words.leafError) : undefined}
        onInput={(text) => {
          leaf.value = text;
        }}
      />
      <Button look="main" disabled={proof.value === undefined} onPress={() => void check()}>
        {say(words.proofCheck)}
      </Button>
      {verdict.value !== undefined && verdict.value.kind !== 'bad-leaf' && (
        <Notice tone={verdict.value.kind === 'proven' ? 'good' : 'bad'} title={proofWords(verdict.value)}>
          {verdict.value.kind !== 'proven' && (
            <p class="small" lang="en">
              {verdict.value.detail}
            </p>
          )}
        </Notice>
      )}
    </section>
  );
}

const chosenOr = (file: File | undefined, otherwise: string): string =>
  file === undefined ? otherwise : say(words.chosen, { names: file.name });

function proofWords(verdict: ProofVerdict): string {
  if (verdict.kind === 'bad-leaf') return say(words.leafError);
  if (verdict.kind !== 'proven') return say(verdict.kind === 'no-proof' ? words.noProof : words.notProven);
  const [index, size] = [format.number(verdict.index), format.number(verdict.size)];
  return say(words.proven, { index, size, witnesses: verdict.witnesses.join(', ') || say(words.nobody) });
}

function EvidenceCard({ given }: { readonly given: Trust }) {
  const verdict = useSignal<EvidenceVerdict | undefined>(undefined);
  const names = useSignal('');
  const judge = async (files: readonly File[]): Promise<void> => {
    names.value = files.map(({ name }) => name).join(', ');
    verdict.value = await judgeBundle(files, given);
    announce(evidenceWords(verdict.value));
  };
  return (
    <section class="card stack">
      <h2>{say(words.evidenceTitle)}</h2>
      <p>{say(words.evidenceHelp)}</p>
      <FileDrop
        label={say(words.evidenceFiles)}
        help={names.value === '' ? say(words.evidenceFilesHelp) : say(words.chosen, { names: names.value })}
        several
        onFiles={(files) => void judge(files)}
      />
      {verdict.value !== undefined && <EvidenceNotice verdict={verdict.value} />}
    </section>
  );
}

function EvidenceNotice({ verdict }: { readonly verdict: EvidenceVerdict }) {
  const convicts = verdict.kind === 'judged' && verdict.judged.relation === 'contradictory';
  const isHarmless = verdict.kind === 'judged' && verdict.judged.relation === 'consistent';
  return (
    <Notice tone={convicts ? 'bad' : isHarmless ? 'good' : 'care'} title={evidenceWords(verdict)}>
      {verdict.kind === 'unusable' && <p class="small">{sentenceOf(verdict.error.finding)}</p>}
      {verdict.kind === 'judged' && (
        <p>
          {say(words.evidenceCosigned, {
            a: namesOf(verdict.judged.cosigned[0]),
            b: namesOf(verdict.judged.cosigned[1]),
          })}
        </p>
      )}
    </Notice>
  );
}

const namesOf = (names: readonly string[]): string => names.join(', ') || say(words.nobody);

function evidenceWords(verdict: EvidenceVerdict): string {
  if (verdict.kind === 'unusable') return say(words.evidenceUnusable);
  const { relation } = verdict.judged;
  if (relation === 'contradictory') return say(words.evidenceConvicts);
  return say(relation === 'consistent' ? words.evidenceConsistent : words.evidenceUndecided);
}
