import { message } from '../../../kit/message.js';

export const untitled = message({ nl: 'Programma zonder titel', en: 'A programme without a title' });
export const none = message({ nl: 'Er loopt geen programma.', en: 'No programme is under way.' });
export const by = message({ nl: 'Van {coach}, {days}.', en: 'By {coach}, {days}.' });
export const fresh = message({ nl: 'nieuw', en: 'new' });
export const nothingToday = message({ nl: 'Vandaag staat er niets.', en: 'There is nothing for today.' });
export const session = message({
  nl: '{kind, select, walk {Wandelen} run {Lopen} cycle {Fietsen} strength {Kracht} mobility {Lenigheid} other {Rust}}',
  en: '{kind, select, walk {Walk} run {Run} cycle {Cycle} strength {Strength} mobility {Mobility} other {Rest}}',
});
export const today = message({ nl: 'Vandaag: {what}, {length}', en: 'Today: {what}, {length}' });
export const earlier = message({ nl: '{day}: {what}, {length}', en: '{day}: {what}, {length}' });
export const untold = message({
  nl: '{count, plural, one {Eén eerdere sessie} other {# eerdere sessies}} waarvan u nog niets zei',
  en: '{count, plural, one {One earlier session} other {# earlier sessions}} of which you said nothing yet',
});
export const aimSteps = message({ nl: 'Doel: {steps} stappen.', en: 'Aim: {steps} steps.' });
export const aimHeart = message({ nl: 'Doel: hartslag {low} tot {high}.', en: 'Aim: heart rate {low} to {high}.' });
export const aimEffort = message({ nl: 'Doel: inspanning {effort} op 10.', en: 'Aim: effort {effort} of 10.' });
export const effort = message({ nl: 'Hoe zwaar was het?', en: 'How hard was it?' });
export const effortNone = message({ nl: 'zeg ik niet', en: 'I do not say' });
export const effortOf = message({
  nl: '{value, plural, =0 {0, niets} =10 {10, het zwaarst} other {#}}',
  en: '{value, plural, =0 {0, nothing} =10 {10, the hardest} other {#}}',
});
export const note = message({ nl: 'Voor uw coach (mag leeg blijven)', en: 'For your coach (may stay empty)' });
export const done = message({ nl: 'Gedaan', en: 'Done' });
export const notDone = message({ nl: 'Niet gedaan', en: 'Not done' });
export const saidDone = message({
  nl: 'U zei: gedaan{effort, select, none {} other {, inspanning {effort} op 10}}.',
  en: 'You said: done{effort, select, none {} other {, effort {effort} of 10}}.',
});
export const saidNotDone = message({ nl: 'U zei: niet gedaan.', en: 'You said: not done.' });
export const told = message({
  nl: '{received, select, true {Gezegd, en de coach-API heeft het.} other {Gezegd; het gaat naar de coach-API zodra ze bereikbaar is.}}',
  en: '{received, select, true {Told, and the coach API has it.} other {Told; it goes to the coach API as soon as that can be reached.}}',
});
export const all = message({ nl: 'Alle sessies', en: 'All sessions' });
export const day = message({ nl: 'Dag', en: 'Day' });
export const what = message({ nl: 'Wat', en: 'What' });
export const length = message({ nl: 'Duur', en: 'Length' });
export const state = message({ nl: 'Gedaan?', en: 'Done?' });
export const open = message({ nl: 'nog niets gezegd', en: 'nothing said yet' });
export const advice = message({ nl: 'Advies', en: 'Advice' });
export const unproven = message({
  nl: 'Dit programma is niet na te gaan. Volg het niet voor u weet waarom: vraag het uw coach langs een andere weg.',
  en: 'This programme does not verify. Do not follow it before you know why: ask your coach by another way.',
});
export const unbelieved = message({
  nl: '{count, plural, one {Er kwam één programma dat niet te geloven is, en dat hier niet getoond wordt.} other {Er kwamen # programma’s die niet te geloven zijn, en die hier niet getoond worden.}} Meld het aan uw programmabeheerder.',
  en: '{count, plural, one {One programme came that cannot be believed, and is not shown here.} other {# programmes came that cannot be believed, and are not shown here.}} Report it to your programme administrator.',
});
