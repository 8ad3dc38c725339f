import { useSignal } from '@preact/signals';
import { Button, Field, FileDrop, format, Notice, say, Tabs } from '../../kit/index.js';
import { EvidenceCard } from './evidence/evidence-card.js';
import { title as evidenceTitle } from './evidence/messages.js';
import { judgeProof, type ProofVerdict } from './judge-files.js';
import { newestTrust } from './last-visit.js';
import * as words from './messages.js';
import { packTitle } from './pack/messages.js';
import { PackCard } from './pack/pack-card.js';
import { whyNotProven } from './proof/why-not-proven.js';
import { type Trust, trust } from './trust.js';
import { useVerdict } from './use-verdict.js';

/** Files that somebody was handed, judged here: no log is asked. One kind at a time, so that no verdict moves another's card. */
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
    <Tabs
      label={say(words.checkPlace)}
      tabs={[
        { name: 'proof', label: say(words.proofTitle), body: () => <ProofCard given={newestTrust.value ?? given} /> },
        { name: 'evidence', label: say(evidenceTitle), body: () => <EvidenceCard given={given} /> },
        { name: 'pack', label: say(packTitle), body: () => <PackCard given={given} /> },
      ]}
    />
  );
}

function ProofCard({ given }: { readonly given: Trust }) {
  const proof = useSignal<File | undefined>(undefined);
  /** The document or its leaf, whichever was given last. */
  const what = useSignal<File | string>('');
  const verdict = useVerdict(proofAloud);
  const file = proof.value;
  return (
    <section class="card stack proof">
      <h2>{say(words.proofTitle)}</h2>
      <p>{say(words.proofHelp)}</p>
      <FileDrop
        label={say(words.proofFile)}
        help={chosenOr(file, say(words.trustDropHelp))}
        onFiles={([next]) => {
          verdict.clear();
          proof.value = next;
        }}
      />
      <WhatIsProven
        what={what.value}
        isWrong={verdict.value?.kind === 'bad-leaf'}
        onGiven={(next) => {
          verdict.clear();
          what.value = next;
        }}
      />
      <Button
        look="main"
        disabled={file === undefined}
        onPress={() => file !== undefined && void verdict.ask(() => judgeProof(file, what.value, given))}
      >
        {say(words.proofCheck)}
      </Button>
      {verdict.value !== undefined && verdict.value.kind !== 'bad-leaf' && <ProofNotice verdict={verdict.value} />}
    </section>
  );
}

interface WhatProps {
  readonly what: File | string;
  readonly isWrong: boolean;
  readonly onGiven: (what: File | string) => void;
}

/** Either of the two takes the place of the other, so that what is shown is what is checked. */
function WhatIsProven({ what, isWrong, onGiven }: WhatProps) {
  const isTyped = typeof what === 'string';
  return (
    <>
      <FileDrop
        label={say(words.recordFile)}
        help={chosenOr(isTyped ? undefined : what, say(words.recordHelp))}
        onFiles={([file]) => file !== undefined && onGiven(file)}
      />
      <Field
        label={say(words.leafLabel)}
        help={say(words.leafHelp)}
        value={isTyped ? what : ''}
        error={isWrong ? say(words.leafError) : undefined}
        onInput={onGiven}
      />
    </>
  );
}

const isAlone = (verdict: ProofVerdict): boolean => verdict.kind === 'proven' && verdict.witnesses.length === 0;

const PROOF_TONES = { proven: 'good', unread: 'care', 'no-proof': 'bad', 'not-proven': 'bad' } as const;

function ProofNotice({ verdict }: { readonly verdict: Exclude<ProofVerdict, { readonly kind: 'bad-leaf' }> }) {
  return (
    <Notice tone={isAlone(verdict) ? 'care' : PROOF_TONES[verdict.kind]} title={proofWords(verdict)}>
      {isAlone(verdict) && <p>{say(words.noWitness)}</p>}
      {verdict.kind === 'not-proven' && <p class="small">{say(whyNotProven(verdict.code))}</p>}
    </Notice>
  );
}

const chosenOr = (file: File | undefined, otherwise: string): string =>
  file === undefined ? otherwise : say(words.chosen, { names: file.name });

/** As {@link proofWords}, with what the colour says. */
const proofAloud = (verdict: ProofVerdict): string =>
  isAlone(verdict) ? `${proofWords(verdict)} ${say(words.noWitness)}` : proofWords(verdict);

function proofWords(verdict: ProofVerdict): string {
  if (verdict.kind === 'bad-leaf') return say(words.leafError);
  if (verdict.kind === 'unread') return say(words.unread);
  if (verdict.kind !== 'proven') return say(verdict.kind === 'no-proof' ? words.noProof : words.notProven);
  const [index, size] = [format.number(verdict.index), format.number(verdict.size)];
  if (isAlone(verdict)) return say(words.provenAlone, { index, size });
  return say(words.proven, { index, size, witnesses: verdict.witnesses.join(', ') });
}
