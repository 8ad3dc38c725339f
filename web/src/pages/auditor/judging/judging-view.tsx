import { PACK_STEPS, type PackProgress } from '@fit4work/anchor-service/verifier';
import { Button, format, type Message, Progress, say } from '../../../kit/index.js';
import * as words from './messages.js';

const STEPS: Readonly<Record<PackProgress['step'], Message>> = {
  members: words.stepMembers,
  manifest: words.stepManifest,
  blocks: words.stepBlocks,
  links: words.stepLinks,
  report: words.stepReport,
  days: words.stepDays,
};

/** Of all of it: each step counts for as much. */
const doneOf = ({ step, share }: PackProgress): number => PACK_STEPS.indexOf(step) + share;

/** What is being done, and how much of all of it is done. */
export function judgingWords(now: PackProgress): string {
  const [step, steps] = [String(PACK_STEPS.indexOf(now.step) + 1), String(PACK_STEPS.length)];
  const share = format.percent(doneOf(now) / PACK_STEPS.length);
  return say(words.judgingStep, { step, steps, what: say(STEPS[now.step]), share });
}

/** How far the judging of a pack is, and the way out of it. */
export function JudgingView({ now, onStop }: { readonly now: PackProgress; readonly onStop: () => void }) {
  return (
    <div class="stack progressing judging">
      <Progress label={judgingWords(now)} done={doneOf(now)} of={PACK_STEPS.length} />
      <div>
        <Button onPress={onStop}>{say(words.stop)}</Button>
      </div>
    </div>
  );
}
