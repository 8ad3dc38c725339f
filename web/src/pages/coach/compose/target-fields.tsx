import { Choice, say } from '../../../kit/index.js';
import type { Target } from '../shapes.js';
import { HeartRateFields } from './heart-rate-fields.js';
import * as words from './messages.js';
import { NumberField } from './number-field.js';
import { TARGETS } from './plan.js';

export interface TargetFieldsProps {
  readonly target: Target | null;
  readonly onChange: (target: Target | null) => void;
}

const AIMS = ['none', 'effort', 'steps', 'heart-rate'] as const;
const [MOST_STEPS, MOST_EFFORT] = [100_000, 10];

/** What a session aims at, if at anything. */
export function TargetFields({ target, onChange }: TargetFieldsProps) {
  return (
    <>
      <Choice
        label={say(words.target)}
        value={target?.kind ?? 'none'}
        options={AIMS.map((value) => ({ value, label: say(words.aims, { aim: value }) }))}
        onChange={(aim) => onChange(aim === 'none' ? null : TARGETS[aim])}
      />
      {target !== null && <Numbers key={target.kind} target={target} onChange={onChange} />}
    </>
  );
}

const wrong = (most: number): string => say(words.targetWrong, { least: '0', most: `${most}` });

function Numbers({ target, onChange }: { readonly target: Target; readonly onChange: (target: Target) => void }) {
  if (target.kind === 'steps') {
    return (
      <NumberField
        label={say(words.targetSteps)}
        value={target.steps}
        most={MOST_STEPS}
        wrong={wrong(MOST_STEPS)}
        onChange={(steps) => onChange({ ...target, steps })}
      />
    );
  }
  if (target.kind === 'effort') {
    return (
      <NumberField
        label={say(words.targetEffort)}
        value={target.effort}
        most={MOST_EFFORT}
        wrong={wrong(MOST_EFFORT)}
        onChange={(effort) => onChange({ ...target, effort })}
      />
    );
  }
  return <HeartRateFields target={target} onChange={onChange} />;
}
