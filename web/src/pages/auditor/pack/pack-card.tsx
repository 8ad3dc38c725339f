import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { FileDrop, format, Notice, say } from '../../../kit/index.js';
import { isCosignedByNobody } from '../cosigners.js';
import { JudgingView } from '../judging/judging-view.js';
import { stopped } from '../judging/messages.js';
import { useJudging } from '../judging/use-judging.js';
import { chosen, nobody, noWitness, trustDropHelp, unread } from '../messages.js';
import { Sentence } from '../sentence.js';
import type { Trust } from '../trust.js';
import { useVerdict } from '../use-verdict.js';
import { judgePack, type PackVerdict } from './judge-pack.js';
import * as words from './messages.js';

/** The pack of a period, judged from its file alone. */
export function PackCard({ given }: { readonly given: Trust }) {
  const verdict = useVerdict(aloud);
  const name = useSignal<string | undefined>(undefined);
  const card = useRef<HTMLElement>(null);
  const judging = useJudging(card);
  const judge = (file: File): void => {
    void verdict.ask(() => judging.begin((run) => judgePack(file, given, run)));
    name.value = file.name;
  };
  return (
    <section class="card stack" ref={card}>
      <h2>{say(words.packTitle)}</h2>
      <p>{say(words.packHelp)}</p>
      <FileDrop
        label={say(words.packFile)}
        help={name.value === undefined ? say(trustDropHelp) : say(chosen, { names: name.value })}
        onFiles={([file]) => file !== undefined && judge(file)}
      />
      {judging.now !== undefined && <JudgingView now={judging.now} onStop={judging.stop} />}
      {verdict.value !== undefined && <Judged verdict={verdict.value} />}
    </section>
  );
}

const isAlone = (verdict: PackVerdict): boolean => verdict.kind === 'sound' && isCosignedByNobody(verdict.pack);

function titleOf(verdict: PackVerdict): string {
  const { kind } = verdict;
  if (kind === 'too-large') return say(words.packLarge);
  if (kind === 'unread') return say(unread);
  if (kind === 'stopped') return say(stopped);
  if (kind === 'sound') return say(isAlone(verdict) ? words.packAlone : words.packSound);
  return say(kind === 'unsound' ? words.packUnsound : words.packUnsure);
}

/** The title, with what the colour says of it. */
const aloud = (verdict: PackVerdict): string =>
  isAlone(verdict) ? `${titleOf(verdict)}. ${say(noWitness)}` : titleOf(verdict);

function Judged({ verdict }: { readonly verdict: PackVerdict }) {
  if (verdict.kind === 'sound') return <Sound {...verdict} />;
  if (!('error' in verdict)) return <Notice tone="care" title={titleOf(verdict)} />;
  const isUnsound = verdict.kind === 'unsound';
  return (
    <Notice tone={isUnsound ? 'bad' : 'care'} title={titleOf(verdict)}>
      <p>{say(isUnsound ? words.packUnsoundBody : words.packUnsureBody)}</p>
      <p class="small">
        <Sentence finding={verdict.error.finding} />
      </p>
    </Notice>
  );
}

type SoundPack = Extract<PackVerdict, { readonly kind: 'sound' }>;

function Sound(verdict: SoundPack) {
  const { pack, ahead } = verdict;
  const isUnwitnessed = isAlone(verdict);
  return (
    <>
      <Notice tone={isUnwitnessed ? 'care' : 'good'} title={titleOf(verdict)}>
        {isUnwitnessed && <p>{say(noWitness)}</p>}
        {provenBy(pack).map((text) => (
          <p key={text}>{text}</p>
        ))}
      </Notice>
      <Notice tone="care">
        {notProvenBy({ pack, ahead }).map((text) => (
          <p key={text}>{text}</p>
        ))}
      </Notice>
    </>
  );
}

function provenBy({ report, blocks, checkpoint, days }: SoundPack['pack']): string[] {
  const witnesses = [...checkpoint.cosigned.keys()].join(', ');
  const size = format.number(checkpoint.checkpoint.size);
  const { from, until } = report.period;
  const period = { from: format.day(from), until: format.day(until) };
  return [
    witnesses === ''
      ? say(words.packReportAlone, { ...period, blocks, size })
      : say(words.packReport, { ...period, blocks, size, witnesses }),
    ...(days.length > 0 ? [say(words.packDays, { count: days.length, witnesses: countsOf(days) })] : []),
  ];
}

function notProvenBy({ pack, ahead }: Omit<SoundPack, 'kind'>): string[] {
  const late = pack.days.filter(({ otherDays }) => otherDays.size > 0);
  const named = late.map(({ day, otherDays }) => `${format.day(day)}: ${[...otherDays.keys()].join(', ')}`);
  const told = pack.daysTold.map((day) => format.day(day));
  return [
    ...(ahead.length > 0 ? [say(words.packAhead, { witnesses: ahead.join(', ') })] : []),
    ...(named.length > 0 ? [say(words.packLate, { days: named.join('; ') })] : []),
    told.length > 0 ? say(words.packTold, { days: told.join(', ') }) : say(words.packTimes),
    ...(pack.erasuresVerified ? [] : [say(words.packErasures)]),
    ...(pack.stamps.sizes.length > 0 ? [say(words.packStamps, { count: pack.stamps.sizes.length })] : []),
  ];
}

/** Each witness with on how many days' ends its signature stands. */
function countsOf(days: SoundPack['pack']['days']): string {
  const counts = new Map<string, number>();
  for (const name of days.flatMap(({ cosigned }) => [...cosigned.keys()]))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} (${count})`).join(', ') || say(nobody);
}
