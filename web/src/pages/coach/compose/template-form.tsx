import { useSignal } from '@preact/signals';
import { dayAfter } from '../../../kit/civil-days.js';
import { Button, Choice, DayField, Field, language, say } from '../../../kit/index.js';
import { Failure } from '../failure.js';
import { todayHere } from '../people/gather.js';
import { mondayOf } from '../person/weeks.js';
import { askService } from '../service.js';
import { readPlan } from '../shapes.js';
import { BodyFields, bodyOf } from './body-fields.js';
import * as words from './messages.js';
import { type Draft, draftOf } from './plan.js';
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

/** What a coach chose and typed. */
const useWish = () => ({
  template: useSignal<(typeof TEMPLATES)[number]['name']>('start-to-walk'),
  aim: useSignal<(typeof AIMS)[number]>('effort'),
  from: useSignal(dayAfter(mondayOf(todayHere()), 7)),
  weeks: useSignal('8'),
  age: useSignal(''),
  rate: useSignal(''),
});
type Wish = ReturnType<typeof useWish>;

function limitsOf({ template }: Wish): { readonly least: number; readonly most: number } {
  const [found = TEMPLATES[0]] = TEMPLATES.filter(({ name }) => name === template.value);
  return found;
}

function weeksOf(wish: Wish): number | undefined {
  const { least, most } = limitsOf(wish);
  return wholeNumber(wish.weeks.value, least, most);
}

/** As the coach API takes it; undefined where something of it is not told. */
function askOf(wish: Wish) {
  const { template, aim, from, age, rate } = wish;
  const [weeks, isOfHeart] = [weeksOf(wish), aim.value === 'heart-rate'];
  const person = isOfHeart ? bodyOf(age.value, rate.value) : undefined;
  if (weeks === undefined || (isOfHeart && person === undefined)) return undefined;
  const ask = { template: template.value, from: from.value, weeks, aim: aim.value, language: language.value };
  return person === undefined ? ask : { ...ask, person };
}

/** Makes a plan of a template, for a coach to change. */
export function TemplateForm({ onMade }: { readonly onMade: (draft: Draft) => void }) {
  const wish = useWish();
  const [tried, failure] = [useSignal(false), useSignal<unknown>(undefined)];
  const make = async (): Promise<void> => {
    [tried.value, failure.value] = [true, undefined];
    const body = askOf(wish);
    if (body === undefined) return;
    try {
      const told = await askService({ path: '/v1/programmes/drafts', method: 'POST', body, read: readPlan });
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
      <Choices wish={wish} />
      <Numbers wish={wish} tried={tried.value} />
      <div>
        <Button submits look="main" onPress={() => undefined}>
          {say(words.make)}
        </Button>
      </div>
      {failure.value !== undefined && <Failure error={failure.value} onAgain={() => void make()} />}
    </form>
  );
}

function Choices({ wish: { template, aim } }: { readonly wish: Wish }) {
  return (
    <>
      <Choice
        label={say(words.template)}
        value={template.value}
        options={TEMPLATES.map(({ name, said }) => ({ value: name, label: say(words.templates, { name: said }) }))}
        onChange={(value) => {
          template.value = value;
        }}
      />
      <Choice
        label={say(words.aim)}
        value={aim.value}
        options={AIMS.map((value) => ({ value, label: saidOf(value) }))}
        onChange={(value) => {
          aim.value = value;
        }}
      />
    </>
  );
}

function Numbers({ wish, tried }: { readonly wish: Wish; readonly tried: boolean }) {
  const { aim, from, weeks, age, rate } = wish;
  const { least, most } = limitsOf(wish);
  const limits = { least: `${least}`, most: `${most}` };
  return (
    <>
      <DayField
        label={say(words.from)}
        value={from.value}
        from={todayHere()}
        until={dayAfter(todayHere(), 365)}
        onChange={(day) => {
          from.value = day;
        }}
      />
      <Field
        label={say(words.weeks)}
        help={say(words.weeksHelp, limits)}
        type="number"
        value={weeks.value}
        error={tried && weeksOf(wish) === undefined ? say(words.weeksWrong, limits) : undefined}
        onInput={(value) => {
          weeks.value = value;
        }}
      />
      {aim.value === 'heart-rate' && <BodyFields age={age} rate={rate} tried={tried} />}
    </>
  );
}
