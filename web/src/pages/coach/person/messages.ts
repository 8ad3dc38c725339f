import { message } from '../../../kit/message.js';

export const parts = message({ nl: 'Over deze persoon', en: 'About this person' });
export const measured = message({ nl: 'Metingen', en: 'Measurements' });
export const programme = message({ nl: 'Programma', en: 'Programme' });
export const letters = message({ nl: 'Berichten', en: 'Messages' });
export const pseudonym = message({
  nl: 'Volledig pseudoniem: {pseudonym}',
  en: 'The whole pseudonym: {pseudonym}',
});
export const sharesNothing = message({
  nl: 'Deze persoon deelt nu niets met u.',
  en: 'This person shares nothing with you now.',
});
export const unsent = message({
  nl: 'Wat u voor deze persoon schreef of opstelde, kan pas verstuurd worden als deze persoon weer iets deelt.',
  en: 'What you were writing or composing for this person can be sent only once this person shares something again.',
});
export const gone = message({
  nl: 'Wat u eerder las, toont deze pagina niet meer: dat wordt niet meer met u gedeeld, of niet meer op dezelfde manier.',
  en: 'This page no longer shows what you read before: it is not shared with you any more, or not in the same way.',
});
export const shared = message({ nl: 'Wat met u gedeeld wordt', en: 'What is shared with you' });
export const sharedOf = message({
  nl: '{what}: {days}. U mag kijken tot {expires}.',
  en: '{what}: {days}. You may look until {expires}.',
});
export const noDays = message({
  nl: 'Per dag wordt niets met u gedeeld.',
  en: 'Nothing is shared with you by the day.',
});

export const why = message({ nl: 'Waarom kijkt u?', en: 'Why do you look?' });
export const whyHelp = message({
  nl: 'Deze persoon ziet dat u het was, deze reden en wat u bekeek. Het staat in het logboek voor er iets opengaat.',
  en: 'This person sees that it was you, this reason and what you looked at. It is in the log before anything opens.',
});
export const whyMissing = message({
  nl: 'Geef in enkele woorden een reden, op één regel en zonder gegevens over gezondheid.',
  en: 'Give a reason in a few words, on one line and without anything about health.',
});
export const withReason = message({
  nl: 'Deze persoon ziet er de reden “{purpose}” bij.',
  en: 'This person sees the reason “{purpose}” with it.',
});
export const period = message({ nl: 'Periode', en: 'Period' });
export const periodOf = message({
  nl: '{days, select, d35 {5 weken} d91 {13 weken} other {een jaar}}',
  en: '{days, select, d35 {5 weeks} d91 {13 weeks} other {a year}}',
});
export const look = message({ nl: 'Kijken', en: 'Look' });
export const lookAgain = message({ nl: 'Opnieuw kijken', en: 'Look again' });
export const looking = message({
  nl: 'Het logboek bevestigt eerst de inzage…',
  en: 'The log confirms the read first…',
});
export const looked = message({
  nl: 'Uw inzage staat in het logboek{places, select, none {} other {, plaats {places}}}, en deze persoon ziet ze met de reden “{purpose}”.',
  en: 'Your read is in the log{places, select, none {} other {, place {places}}}, and this person sees it with the reason “{purpose}”.',
});

export const shownDays = message({
  nl: 'Dit zijn de dagen van {days}.',
  en: 'These are the days from {days}.',
});
export const coverage = message({
  nl: 'Van {known, plural, one {één dag} other {# dagen}} is bekend hoe lang de polsband gedragen werd: {share} van de tijd.',
  en: 'Of {known, plural, one {one day} other {# days}} it is known how long the wearable was worn: {share} of the time.',
});
export const coverageNone = message({
  nl: 'Hoe lang de polsband gedragen werd, is van geen dag bekend.',
  en: 'How long the wearable was worn is known of no day.',
});
export const by = message({ nl: 'Tonen', en: 'Show' });
export const byDay = message({ nl: 'per dag', en: 'by the day' });
export const byWeek = message({ nl: 'per week', en: 'by the week' });
export const stale = message({ nl: 'Geen gegevens sinds {day}', en: 'No data since {day}' });
export const staleAll = message({ nl: 'In deze periode kwam niets binnen', en: 'Nothing came in this period' });
export const staleHow = message({
  nl: 'Een polsband die stuk, leeg of buiten bereik is, ziet er hetzelfde uit. Wat hij intussen meet, kan nog komen.',
  en: 'A wearable that is broken, empty or out of reach looks the same. What it measures meanwhile may still come.',
});
export const erasedAll = message({
  nl: 'Deze persoon wiste wat er van deze periode was',
  en: 'This person erased what there was of this period',
});
export const erasedHow = message({
  nl: 'Dat mag, en daar hoeft geen reden voor te zijn. Van de andere dagen kwam niets.',
  en: 'They may, and need no reason for it. Of the other days nothing came.',
});
export const notShared = message({ nl: 'Niet gedeeld', en: 'Not shared' });
export const notSharedHow = message({
  nl: 'Deze persoon deelt dit niet met u, en daar hoeft geen reden voor te zijn.',
  en: 'This person does not share this with you, and needs no reason for it.',
});
export const hoursTitle = message({ nl: 'Eén dag per uur', en: 'One day by the hour' });
export const hoursNone = message({
  nl: 'Per uur deelt deze persoon geen stappen of hartslag met u, en daar hoeft geen reden voor te zijn.',
  en: 'By the hour this person shares no steps or heart rate with you, and needs no reason for it.',
});
export const hoursDay = message({ nl: 'Welke dag?', en: 'Which day?' });
export const hoursLook = message({ nl: 'Deze dag bekijken', en: 'Look at this day' });
export const hoursLooked = message({
  nl: 'Dit is {day}. Uw inzage staat in het logboek, plaats {places}, en deze persoon ziet ze.',
  en: 'This is {day}. Your read is in the log, place {places}, and this person sees it.',
});
export const hoursCoverage = message({
  nl: 'Van {known, plural, one {één uur} other {# uren}} is bekend hoe lang de polsband gedragen werd: {share} van de tijd.',
  en: 'Of {known, plural, one {one hour} other {# hours}} it is known how long the wearable was worn: {share} of the time.',
});
export const hoursCoverageNone = message({
  nl: 'Hoe lang de polsband gedragen werd, is van geen uur bekend.',
  en: 'How long the wearable was worn is known of no hour.',
});
export const hoursChart = message({
  nl: '{metric, select, steps {Stappen per uur} other {Hartslag per uur}}',
  en: '{metric, select, steps {Steps by the hour} other {Heart rate by the hour}}',
});
export const hoursSteps = message({
  nl: '{hours, plural, one {Eén uur is} other {# uren zijn}} bekend, samen {total} stappen.',
  en: '{hours, plural, one {One hour is} other {# hours are}} known, {total} steps together.',
});
export const hoursHeart = message({
  nl: '{hours, plural, one {Eén uur is} other {# uren zijn}} bekend, van {least} tot {most} slagen per minuut.',
  en: '{hours, plural, one {One hour is} other {# hours are}} known, from {least} to {most} beats a minute.',
});
export const hoursNothing = message({ nl: 'Van deze dag: {status}.', en: 'Of this day: {status}.' });
export const hourColumn = message({ nl: 'Uur', en: 'Hour' });
export const leastColumn = message({ nl: 'Laagste', en: 'Lowest' });
export const mostColumn = message({ nl: 'Hoogste', en: 'Highest' });
export const partly = message({
  nl: 'Niet elke dag heeft een waarde: {counts}.',
  en: 'Not every day has a value: {counts}.',
});
export const count = message({ nl: '{count} {status}', en: '{count} {status}' });
export const statuses = message({
  nl: '{status, select, measured {gemeten} unmeasured {gedragen en niets gemeten} unworn {niet gedragen of niet bereikt} missing {nog niet ontvangen} erased {gewist} other {niet gedeeld}}',
  en: '{status, select, measured {measured} unmeasured {worn and nothing measured} unworn {not worn or not reached} missing {not received yet} erased {erased} other {not shared}}',
});
export const noValue = message({ nl: 'niet bekend', en: 'not known' });

export const chartOf = message({
  nl: '{figure, select, steps {Stappen} resting {Hartslag in rust} other {Slaap}} {span, select, day {per dag} other {per week, gemiddeld over de dagen die bekend zijn}}',
  en: '{figure, select, steps {Steps} resting {Resting heart rate} other {Sleep}} {span, select, day {by the day} other {by the week, the mean of the days that are known}}',
});
export const summary = message({
  nl: '{days, plural, one {Eén dag is} other {# dagen zijn}} bekend, gemiddeld {mean}.',
  en: '{days, plural, one {One day is} other {# days are}} known, {mean} on average.',
});
export const summaryNone = message({ nl: 'Geen dag is bekend.', en: 'No day is known.' });
export const trend = message({
  nl: '{direction, select, higher {De laatste zeven dagen liggen hoger dan de 28 ervoor: {recent} tegen {baseline} (mediaan).} lower {De laatste zeven dagen liggen lager dan de 28 ervoor: {recent} tegen {baseline} (mediaan).} steady {De laatste zeven dagen verschillen niet van de 28 ervoor: {recent} tegen {baseline} (mediaan).} other {Er zijn te weinig dagen om de laatste zeven met de 28 ervoor te vergelijken.}}',
  en: '{direction, select, higher {The last seven days are higher than the 28 before: {recent} against {baseline} (median).} lower {The last seven days are lower than the 28 before: {recent} against {baseline} (median).} steady {The last seven days are no different from the 28 before: {recent} against {baseline} (median).} other {There are too few days to compare the last seven with the 28 before.}}',
});
export const trendMeans = message({
  nl: 'Vergeleken wordt met deze persoon zelf. Het zegt dat een week anders was, en niets over gezondheid.',
  en: 'The comparison is with this person alone. It says that a week was different, and nothing about health.',
});
export const shift = message({
  nl: 'Het midden van de slaap verschoof van nacht tot nacht {minutes} (mediaan van {pairs} nachten).',
  en: 'The middle of the sleep shifted by {minutes} from night to night (median of {pairs} nights).',
});
export const shiftUnknown = message({
  nl: 'Er zijn te weinig nachten na elkaar om te zeggen hoe regelmatig de slaap is.',
  en: 'There are too few nights in a row to say how regular the sleep is.',
});
export const steps = message({ nl: '{count} stappen', en: '{count} steps' });
export const beats = message({ nl: '{count} slagen per minuut', en: '{count} beats a minute' });
export const stepsColumn = message({ nl: 'Stappen', en: 'Steps' });
export const activeColumn = message({ nl: 'Actieve minuten', en: 'Active minutes' });
export const restingColumn = message({ nl: 'In rust', en: 'Resting' });
/* A hyphen that shows only where a narrow column breaks the word. */
export const meanColumn = message({ nl: 'Gemid\u00addeld', en: 'Mean' });
export const asleepColumn = message({ nl: 'Geslapen', en: 'Asleep' });
export const efficiencyColumn = message({ nl: 'Effici\u00adëntie', en: 'Effi\u00adciency' });
export const wornColumn = message({ nl: 'Ge\u00addragen', en: 'Worn' });
export const statusColumn = message({ nl: 'Toestand', en: 'State' });
export const weekColumn = message({ nl: 'Week', en: 'Week' });
export const knownColumn = message({ nl: 'Dagen bekend', en: 'Days known' });
export const knownOf = message({ nl: '{known} van {days}', en: '{known} of {days}' });
