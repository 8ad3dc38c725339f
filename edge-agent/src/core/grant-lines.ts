import type { GrantEvent } from './consent-history.js';
import { runsText } from './day-runs.js';
import type { GrantPreview } from './grant-preview.js';
import { localTime } from './local-time.js';
import { scopeText } from './notice.js';
import { plainText } from './plain-text.js';
import { type Place, shownLines } from './preview-lines.js';
import { PREVIEW_WORDS } from './preview-words.js';

/** What a coach will see, for the person who is to sign for it. */
export function previewLines(preview: GrantPreview, place: Place & { readonly coach: string }): readonly string[] {
  const words = PREVIEW_WORDS[place.language];
  const { past, shown, damaged, late, sealedUntil, notAsSealed, uncompared } = preview;
  const sealed = Math.min(...shown.map(({ granularity }) => sealedUntil[granularity]));
  return [
    words.title(place.coach),
    words.whom,
    '',
    past === null ? words.noPast : words.past(past.from, past.until),
    ...shown.flatMap((each) => shownLines(each, place)),
    ...(past === null ? [] : [words.unsealed(localTime(sealed, place.zone))]),
    ...(late === null ? [] : [words.late(late.from, late.until)]),
    ...(damaged.length > 0 ? [`! ${words.damaged(damaged.join(', '))}`] : []),
    ...(notAsSealed.length > 0 ? [`! ${words.notAsSealed(runsText(notAsSealed, words.to))}`] : []),
    ...(uncompared.length > 0 ? [words.uncompared(runsText(uncompared, words.to))] : []),
    ...futureLines(preview, place),
    ...(preview.withoutDay === null ? [] : ['', words.withoutDay(preview.withoutDay)]),
    ...(preview.unreached === null ? [] : ['', words.unreached(preview.unreached.from, preview.unreached.until)]),
  ];
}

function futureLines({ future, example, past, shown }: GrantPreview, place: Place): readonly string[] {
  const words = PREVIEW_WORDS[place.language];
  if (future === null) return [];
  const said = ['', words.future(future.from, future.until)];
  if (example !== null) {
    return [...said, words.example(example.day), ...example.shown.flatMap((each) => shownLines(each, place))];
  }
  return [...said, past !== null && shown.length > 0 ? words.likeAbove : words.noExample];
}

/** What the same coach goes on seeing under grants that were signed before; nothing where there are none. */
export function besidesLines(
  besides: readonly GrantEvent[],
  { language, zone, coach }: Place & { readonly coach: string },
): readonly string[] {
  const words = PREVIEW_WORDS[language];
  if (besides.length === 0) return [];
  const lines = besides.map(({ from, until, expires, id, ...grant }) =>
    words.besidesOne({
      days: `${from} ${words.to} ${until}`,
      scope: scopeText(grant.scope, language),
      ...{ expires: localTime(expires, zone), id },
    }),
  );
  return [words.besides(plainText(coach)), ...lines];
}
