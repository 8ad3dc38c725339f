import { useSignal } from '@preact/signals';
import { dayAfter } from '../../../kit/civil-days.js';
import { Button, Choice, DayField, Field, language, say } from '../../../kit/index.js';
import { Failure } from '../failure.js';
import { remember, rememberedOf } from '../memory.js';
import { todayHere } from '../people/gather.js';
import { mondayOf } from '../person/weeks.js';
import { askService } from '../service.js';
import { readPlan } from '../shapes.js';
import { BodyFields, bodyOf } from './body-fields.js';
import * as words from './messages.js';
import { type Draft, draftOf, type Wish } from './plan.js';
import { wholeNumber } from './whole-number.js';

/** As the coach API has them (protocol/SPEC.md, clause 21.3), each with its least and most weeks. */
const TEMPLATES = [
  { name: 'start-to-walk', said: 'walk', least: 4, most: 16 },
  { name: 'back-in-shape', said: 'shape', least: 4, most: 16 },
  { name: 'run-5-km', said: 'run', least: 8, most: 16 },
  { name: 'sleep-routine', said: 'sleep', least: 2, most: 8 },
] as const;
const AIMS = ['effort', 'steps', 'heart-rate'] as const;

const saidOf = (aim: (typeof AIMS)[number]) => say(words.aims, { aim });

const beginning = (): Wish => ({
  ...{ template: 'start-to-walk', aim: 'effort', weeks: '8' },
  from: dayAfter(mondayOf(todayHere()), 7),
});

/** What a coach chose and typed: it stands there again for whoever went elsewhere on the page, but for age and pulse. */
function useTyped(pseudonym: string) {
  const { wish = beginning() } = rememberedOf(pseudonym);
  const change = (by: Partial<Wish>): void => {
    const { wish: now = beginning() } = rememberedOf(pseudonym);
    remember(pseudonym, { wish: { ...now, ...by } });
  };
  return { wish, change, age: useSignal(''), rate: useSignal('') };
}
type Typed = ReturnType<typeof useTyped>;

function limitsOf({ template }: Wish): { readonly least: number; readonly most: number } {
  const [found = TEMPLATES[0]] = TEMPLATES.filter(({ name }) => name === template);
  return found;
}

function weeksOf(wish: Wish): number | undefined {
  const { least, most } = limitsOf(wish);
  return wholeNumber(wish.weeks, least, most);
}

/** As the coach API takes it; undefined where something of it is not told. */
function askOf({ wish, age, rate }: Typed) {
  const { template, aim, from } = wish;
  const [weeks, isOfHeart] = [weeksOf(wish), aim === 'heart-rate'];
  const person = isOfHeart ? bodyOf(age.value, rate.value) : undefined;
  if (weeks === undefined || (isOfHeart && person === undefined)) return undefined;
  const ask = { template, from, weeks, aim, language: language.value };
  return person === undefined ? ask : { ...ask, person };
}

export interface TemplateFormProps {
  readonly pseudonym: string;
  readonly onMade: (draft: Draft) => void;
}

/** Makes a plan of a template, for a coach to change. */
export function TemplateForm({ pseudonym, onMade }: TemplateFormProps) {
  const typed = useTyped(pseudonym);
  const [tried, failure] = [useSignal(false), useSignal<unknown>(undefined)];
  const make = async (): Promise<void> => {
    [tried.value, failure.value] = [true, undefined];
    const body = askOf(typed);
    if (body === undefined) return;
    try {
      const told = await askService({ path: '/v1/programmes/drafts', method: 'POST', body, read: readPlan });
      // Another was begun meanwhile, elsewhere on the page.
      if (rememberedOf(pseudonym).draft !== undefined) return;
      remember(pseudonym, { wish: undefined });
      onMade(draftOf(told, { id: undefined, body: 'person' in body ? body.person : undefined }));
    } catch (error) {
      failure.value = error;
    }
  };
  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <h2>{say(words.begin)}</h2>
      <p>{say(words.beginHow)}</p>
      <Choices {...typed} />
      <Numbers typed={typed} tried={tried.value} />
      <div>
        <Button submits look="main" onPress={() => undefined}>
          {say(words.make)}
        </Button>
      </div>
      {failure.value !== undefined && <Failure error={failure.value} onAgain={() => void make()} />}
    </form>
  );
}

function Choices({ wish: { template, aim }, change }: Pick<Typed, 'wish' | 'change'>) {
  return (
    <>
      <Choice
        label={say(words.template)}
        value={template}
        options={TEMPLATES.map(({ name, said }) => ({ value: name, label: say(words.templates, { name: said }) }))}
        onChange={(value) => change({ template: value })}
      />
      <Choice
        label={say(words.aim)}
        value={aim}
        options={AIMS.map((value) => ({ value, label: saidOf(value) }))}
        onChange={(value) => change({ aim: value })}
      />
    </>
  );
}

function Numbers({ typed, tried }: { readonly typed: Typed; readonly tried: boolean }) {
  const { wish, change, age, rate } = typed;
  const { aim, from, weeks } = wish;
  const { least, most } = limitsOf(wish);
  const limits = { least: `${least}`, most: `${most}` };
  return (
    <>
      <DayField
        label={say(words.from)}
        value={from}
        from={todayHere()}
        until={dayAfter(todayHere(), 365)}
        onChange={(day) => change({ from: day })}
      />
      <Field
        label={say(words.weeks)}
        help={say(words.weeksHelp, limits)}
        type="number"
        value={weeks}
        error={tried && weeksOf(wish) === undefined ? say(words.weeksWrong, limits) : undefined}
        onInput={(value) => change({ weeks: value })}
      />
      {aim === 'heart-rate' && <BodyFields age={age} rate={rate} tried={tried} />}
    </>
  );
}
