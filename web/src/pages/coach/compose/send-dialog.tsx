import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, Button, Dialog, Switch, say } from '../../../kit/index.js';
import { daysText } from '../days-text.js';
import { Failure } from '../failure.js';
import { rememberedOf } from '../memory.js';
import { sendOnce } from '../send-once.js';
import { type Programme, readProgrammes, type Warning } from '../shapes.js';
import * as words from './messages.js';
import { contentOf, type Draft, isSameProgramme } from './plan.js';

export interface SendDialogProps {
  readonly pseudonym: string;
  readonly draft: Draft;
  readonly warnings: readonly Warning[];
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSent: () => void;
}

/** What is sent, to whom it is shown, and what is overruled by it: nothing is sent before that is confirmed. */
export function SendDialog(props: SendDialogProps) {
  const { draft, pseudonym, open, onClose } = props;
  const { title, from, until, sessions } = draft;
  return (
    <Dialog title={say(words.confirm)} open={open} onClose={onClose}>
      <p>{say(words.confirmWhat, { title, days: daysText(from, until), count: sessions.length })}</p>
      <p>{say(words.confirmHow)}</p>
      <p>{say(words.rests, { count: rememberedOf(pseudonym).bases.length })}</p>
      <Confirming {...props} />
    </Dialog>
  );
}

/** Each rule that is warned of, once. */
const rulesOf = (warnings: readonly Warning[]): readonly Warning[] => [
  ...new Map(warnings.map((warning) => [warning.rule, warning])).values(),
];

function Confirming({ pseudonym, draft, warnings, onClose, onSent }: SendDialogProps) {
  const overruled = useSignal<ReadonlySet<string>>(new Set());
  const [busy, failure] = [useSignal(false), useSignal<unknown>(undefined)];
  const rules = rulesOf(warnings);
  const names = rules.map(({ rule }) => rule).join();
  // What was overruled of another plan is not overruled of this one.
  useEffect(() => {
    overruled.value = new Set();
  }, [names]);
  const isReady = rules.every(({ rule }) => overruled.value.has(rule));
  const send = async (): Promise<void> => {
    if (busy.value || !isReady) return;
    [busy.value, failure.value] = [true, undefined];
    try {
      await sendOnce<Programme>({
        ...{ pseudonym, to: 'programmes', isIt: (sent) => isSameProgramme(draft, sent) },
        body: bodyOf(draft, { bases: rememberedOf(pseudonym).bases, overruled: [...overruled.value] }),
        read: (json) => readProgrammes(json).programmes,
      });
      onClose();
      onSent();
      announce(say(words.sent));
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return (
    <>
      {rules.map(({ rule, sentence }) => (
        <Switch
          key={rule}
          label={say(words.overrule, { sentence })}
          on={overruled.value.has(rule)}
          onChange={(on) => {
            overruled.value = new Set([...overruled.value].filter((each) => each !== rule).concat(on ? [rule] : []));
          }}
        />
      ))}
      {!isReady && <p class="small muted">{say(words.overruleFirst)}</p>}
      {failure.value !== undefined && <Failure error={failure.value} onAgain={() => void send()} />}
      <div class="row">
        <Button look="main" disabled={busy.value || !isReady} onPress={() => void send()}>
          {say(words.sendNow)}
        </Button>
        <Button onPress={onClose}>{say(words.cancel)}</Button>
      </div>
    </>
  );
}

interface Beside {
  readonly bases: readonly string[];
  readonly overruled: readonly string[];
}

const bodyOf = (draft: Draft, { bases, overruled }: Beside) => ({
  ...contentOf(draft),
  ...{ summaries: bases, overruled },
  ...(draft.id !== undefined && { id: draft.id }),
  ...(draft.body !== undefined && { person: draft.body }),
});
