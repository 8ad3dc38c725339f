import { message } from '../../../kit/message.js';

export const periods = message({ nl: 'Hoe lang', en: 'How long' });
export const period = message({
  nl: '{period, select, week {Week} month {Maand} other {Hele challenge}}',
  en: '{period, select, week {Week} month {Month} other {Whole challenge}}',
});
export const challengeDays = message({
  nl: '{at, select, before {De challenge begint op {from}.} during {De challenge loopt van {from} tot en met {until}. Vandaag is dag {nth} van {all}.} open {De challenge begon op {from}. Vandaag is dag {nth}; een laatste dag is er niet.} other {De challenge liep van {from} tot en met {until}.}}',
  en: '{at, select, before {The challenge begins on {from}.} during {The challenge runs from {from} to {until}. Today is day {nth} of {all}.} open {The challenge began on {from}. Today is day {nth}; there is no last day.} other {The challenge ran from {from} to {until}.}}',
});
export const challengeUnknown = message({
  nl: 'Wanneer de challenge begint en eindigt, is nu niet bekend: dit is alles wat gemeten werd.',
  en: 'When the challenge begins and ends is not known now: this is all that was measured.',
});
export const toCome = message({
  nl: 'Deze dagen komen nog. Van dan af staat hier wat er gemeten wordt.',
  en: 'These days are still to come. From then on what is measured stands here.',
});
export const before = message({ nl: 'Vroeger', en: 'Earlier' });
export const after = message({ nl: 'Later', en: 'Later' });
export const looking = message({
  nl: 'Uw agent zoekt het op: {done} van {all} dagen.',
  en: 'Your agent is looking: {done} of {all} days.',
});
export const measured = message({
  nl: '{count, plural, =0 {Op geen van deze dagen werd iets gemeten.} one {Op # dag werd iets gemeten.} other {Op # dagen werd iets gemeten.}}',
  en: '{count, plural, =0 {Nothing was measured on these days.} one {Something was measured on # day.} other {Something was measured on # days.}}',
});
export const measuredShown = message({
  nl: '{count, plural, =0 {Van deze dagen is nu niets te tonen.} one {Op # dag werd iets gemeten dat nu te tonen is.} other {Op # dagen werd iets gemeten dat nu te tonen is.}}',
  en: '{count, plural, =0 {Nothing of these days can be shown now.} one {Something was measured on # day that can be shown now.} other {Something was measured on # days that can be shown now.}}',
});
export const meanDay = message({
  nl: 'Per week: een dag van die week, gemiddeld.',
  en: 'By the week: a day of that week, on average.',
});
export const closed = message({
  nl: '{count, plural, one {# dag is gesloten en wordt nog niet getoond.} other {# dagen zijn gesloten en worden nog niet getoond.}}',
  en: '{count, plural, one {# day is closed and not shown yet.} other {# days are closed and not shown yet.}}',
});
export const damaged = message({
  nl: '{count, plural, one {# dag werd op de schijf veranderd en wordt daarom niet getoond.} other {# dagen werden op de schijf veranderd en worden daarom niet getoond.}} Wie deze computer instelde, kan uw kluis terugzetten uit een back-up.',
  en: '{count, plural, one {# day was changed on the disk and is therefore not shown.} other {# days were changed on the disk and are therefore not shown.}} Whoever set this computer up can restore your vault from a backup.',
});
export const unit = message({
  nl: '{weekly, select, true {per week} other {per dag}}',
  en: '{weekly, select, true {by the week} other {by the day}}',
});
export const titleOf = message({ nl: '{what} {unit}', en: '{what} {unit}' });
export const steps = message({ nl: 'Stappen', en: 'Steps' });
export const stepsSummary = message({
  nl: 'Gemiddeld {mean} stappen per dag; de lijn is {goal}, een goed doel voor een dag.',
  en: '{mean} steps a day on average; the line is {goal}, a good goal for a day.',
});
export const heart = message({ nl: 'Hartslag', en: 'Heart rate' });
export const heartSummary = message({
  nl: 'Gemiddeld {mean} slagen per minuut, tussen {least} en {most}.',
  en: '{mean} beats a minute on average, between {least} and {most}.',
});
export const mean = message({ nl: 'Gemiddeld', en: 'Mean' });
export const least = message({ nl: 'Laagst', en: 'Lowest' });
export const most = message({ nl: 'Hoogst', en: 'Highest' });
export const resting = message({ nl: 'In rust', en: 'At rest' });
export const sleep = message({ nl: 'Slaap', en: 'Sleep' });
export const sleepSummary = message({
  nl: 'Gemiddeld {mean} geslapen, in de nacht die op de dag eindigt.',
  en: '{mean} asleep on average, in the night that ends on the day.',
});
export const worn = message({ nl: 'Gedragen', en: 'Worn' });
export const wornSummary = message({
  nl: 'De polsband werd gemiddeld {mean} per dag gedragen. Wat niet gedragen werd, is niet gemeten.',
  en: 'The wristband was worn for {mean} a day on average. What was not worn was not measured.',
});
export const day = message({ nl: 'Dag', en: 'Day' });
export const week = message({ nl: 'Week', en: 'Week' });
export const nothing = message({ nl: 'Hier is nu niets van te tonen.', en: 'There is nothing of this to show now.' });
export const none = message({ nl: 'niet gemeten', en: 'not measured' });
export const shut = message({ nl: 'gesloten', en: 'closed' });
export const notShown = message({ nl: 'niet getoond', en: 'not shown' });
export const notYet = message({ nl: 'nog niet', en: 'not yet' });
