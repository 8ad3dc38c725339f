import { expect, it } from 'vitest';
import { stampSentence } from './report-words.js';

const sound = {
  place: 'stamps/5.tsr',
  verdict: 'sound',
  size: 5,
  genTime: 1_790_000_000.25,
  authority: 'tsa',
} as const;
const pending = { place: 'stamps/5.ots', verdict: 'pending', authority: 'https://a.example' } as const;
const reason = 'The signature of the stamp does not verify.';

it('says in both languages how the stamps of a log stand', () => {
  expect(stampSentence({ verdict: 'sound', findings: [sound, pending] })).toEqual({
    nl: '1 tijdstempels kloppen, 1 zijn nog beloofd. De nieuwste: 5 plaatsen bestonden op 2026-09-21T14:13:20.250Z, zegt tsa.',
    en: '1 time stamps are sound, 1 are promised only. The newest: 5 entries existed at 2026-09-21T14:13:20.250Z, says tsa.',
  });
  expect(stampSentence({ verdict: 'sound', findings: [pending] }).en).toBe(
    '0 time stamps are sound, 1 are promised only.',
  );
});

it('names the place that is wrong, or that nothing can be told of', () => {
  const wrong = { place: 'stamps/9.tsr', verdict: 'unsound', reason } as const;
  expect(stampSentence({ verdict: 'unsound', findings: [sound, wrong] })).toEqual({
    nl: `De tijdstempel stamps/9.tsr klopt niet. ${reason}`,
    en: `The time stamp stamps/9.tsr is not sound. ${reason}`,
  });
  const untold = { place: 'stamps/index', verdict: 'unknown', reason: 'No checkpoint is stamped.' } as const;
  expect(stampSentence({ verdict: 'unknown', findings: [untold] })).toEqual({
    nl: 'Over de tijdstempel stamps/index is niets te zeggen. No checkpoint is stamped.',
    en: 'Nothing can be told of the time stamp stamps/index. No checkpoint is stamped.',
  });
});
