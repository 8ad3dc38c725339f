import { message } from '../../../kit/message.js';

export const kinds = message({
  nl: '{kind, select, walk {Wandelen} run {Lopen} cycle {Fietsen} strength {Kracht} mobility {Lenigheid} other {Rust}}',
  en: '{kind, select, walk {Walk} run {Run} cycle {Cycle} strength {Strength} mobility {Mobility} other {Rest}}',
});
export const whatFor = message({ nl: '{what}, {length}', en: '{what}, {length}' });
export const aimNone = message({ nl: 'zonder doel', en: 'without a target' });
export const aimSteps = message({ nl: '{steps} stappen', en: '{steps} steps' });
export const aimEffort = message({ nl: 'inspan\u00adning {effort} op 10', en: 'effort {effort} of 10' });
export const aimHeart = message({ nl: 'hartslag {low} tot {high}', en: 'heart rate {low} to {high}' });

export const begin = message({ nl: 'Een nieuw programma', en: 'A new programme' });
export const beginHow = message({
  nl: 'Kies een sjabloon om van te vertrekken. Niets wordt verstuurd voor u het bevestigt.',
  en: 'Choose a template to begin with. Nothing is sent before you confirm it.',
});
export const template = message({ nl: 'Sjabloon', en: 'Template' });
export const templates = message({
  nl: '{name, select, walk {Beginnen met wandelen} shape {Weer in vorm} run {5 km lopen} other {Beter slapen}}',
  en: '{name, select, walk {Start to walk} shape {Back in shape} run {Run 5 km} other {Sleep better}}',
});
export const from = message({ nl: 'Eerste dag', en: 'First day' });
export const weeks = message({ nl: 'Aantal weken', en: 'How many weeks' });
export const weeksHelp = message({ nl: '{least} tot {most} weken', en: '{least} to {most} weeks' });
export const weeksWrong = message({
  nl: 'Geef een geheel aantal weken van {least} tot {most}.',
  en: 'Give a whole number of weeks from {least} to {most}.',
});
export const aim = message({ nl: 'Waarop mikt het?', en: 'What does it aim at?' });
export const aims = message({
  nl: '{aim, select, steps {stappen} effort {inspanning} none {zonder doel} other {hartslag}}',
  en: '{aim, select, steps {steps} effort {effort} none {without a target} other {heart rate}}',
});
export const age = message({ nl: 'Leeftijd', en: 'Age' });
export const ageHelp = message({
  nl: '16 tot 100 jaar. Er wordt één keer mee gerekend en het wordt nergens bewaard.',
  en: '16 to 100 years. It is reckoned with once and kept nowhere.',
});
export const rate = message({ nl: 'Hartslag in rust', en: 'Resting heart rate' });
export const rateHelp = message({ nl: '30 tot 120 slagen per minuut.', en: '30 to 120 beats a minute.' });
export const bodyWrong = message({
  nl: 'Geef een geheel getal binnen deze grenzen.',
  en: 'Give a whole number within these limits.',
});
export const make = message({ nl: 'Opstellen', en: 'Make it' });

export const composing = message({ nl: 'Programma opstellen', en: 'Compose a programme' });
export const revising = message({ nl: 'Programma aanpassen', en: 'Change the programme' });
export const name = message({ nl: 'Titel', en: 'Title' });
export const advice = message({ nl: 'Advies bij het programma', en: 'Advice with the programme' });
export const mostCharacters = message({ nl: 'Hoogstens {most} tekens.', en: 'At most {most} characters.' });
export const textWrong = message({
  nl: '{fault, select, lacking {Dit is leeg: vul het in.} control {Hier staat een tab of een ander onzichtbaar teken in: haal het weg.} other {Dit zijn {had} tekens: hoogstens {most} gaan mee. Kort het in.}}',
  en: '{fault, select, lacking {This is empty: fill it in.} control {There is a tab or another invisible character in it: take it out.} other {These are {had} characters: at most {most} can go. Shorten it.}}',
});
export const how = message({
  nl: 'Sleep een sessie naar een andere dag. Met het toetsenbord: pijl links en rechts verplaatsen een sessie een dag, op en neer een week; Enter opent ze.',
  en: 'Drag a session to another day. With the keyboard: left and right arrows move a session a day, up and down a week; Enter opens it.',
});
export const weekOf = message({ nl: 'Week {number}: {minutes}', en: 'Week {number}: {minutes}' });
export const sessionOn = message({ nl: 'op {day}', en: 'on {day}' });
export const moved = message({ nl: 'Verplaatst naar {day}.', en: 'Moved to {day}.' });
export const notMoved = message({
  nl: 'Verder kan niet: het programma heeft die dag niet.',
  en: 'No further: the programme does not have that day.',
});
export const addOn = message({ nl: 'Sessie toevoegen op {day}', en: 'Add a session on {day}' });
export const session = message({ nl: 'Sessie', en: 'Session' });
export const kind = message({ nl: 'Wat', en: 'What' });
export const day = message({ nl: 'Dag, van {from} tot en met {until}', en: 'Day, from {from} to {until}' });
export const minutes = message({ nl: 'Duur in minuten', en: 'Length in minutes' });
export const minutesWrong = message({
  nl: 'Geef een geheel aantal minuten van 0 tot 1440.',
  en: 'Give a whole number of minutes from 0 to 1440.',
});
export const target = message({ nl: 'Doel', en: 'Target' });
export const targetSteps = message({ nl: 'Stappen', en: 'Steps' });
export const targetEffort = message({ nl: 'Inspanning, 0 tot 10', en: 'Effort, 0 to 10' });
export const targetLow = message({ nl: 'Laagste hartslag', en: 'Lowest heart rate' });
export const targetHigh = message({ nl: 'Hoogste hartslag', en: 'Highest heart rate' });
export const targetWrong = message({
  nl: 'Geef een geheel getal van {least} tot {most}.',
  en: 'Give a whole number from {least} to {most}.',
});
export const rateOrder = message({
  nl: 'De hoogste hartslag ligt onder de laagste ({low}): maak ze minstens even hoog, tot dan blijft het doel wat het was.',
  en: 'The highest heart rate is below the lowest ({low}): make it at least as high, until then the target stays what it was.',
});
export const note = message({ nl: 'Bij deze sessie (mag leeg blijven)', en: 'With this session (may stay empty)' });
export const take = message({ nl: 'Sessie schrappen', en: 'Take the session away' });
export const taken = message({ nl: 'De sessie is geschrapt.', en: 'The session is taken away.' });
export const ready = message({ nl: 'Klaar', en: 'Done' });

export const load = message({ nl: 'Belasting', en: 'Load' });
export const checking = message({ nl: 'De belasting wordt nagekeken…', en: 'The load is being checked…' });
export const sound = message({
  nl: 'De regels voor belasting waarschuwen nergens voor.',
  en: 'The rules of load warn of nothing.',
});
export const soundHow = message({
  nl: 'Ze kijken naar hoe snel de weken groeien, naar rust, en naar zware dagen of kracht vlak na elkaar{heart, select, told {, en naar hartslag en leeftijd} other {}}. Of het bij deze persoon past, zien ze niet.',
  en: 'They look at how fast the weeks grow, at rest, and at hard days or strength right after each other{heart, select, told {, and at heart rate and age} other {}}. Whether it suits this person they do not see.',
});
export const warned = message({
  nl: '{count, plural, one {Er is één waarschuwing} other {Er zijn # waarschuwingen}}.',
  en: 'There {count, plural, one {is one warning} other {are # warnings}}.',
});
export const warning = message({ nl: '{day}: {sentence}', en: '{day}: {sentence}' });

export const send = message({ nl: 'Versturen…', en: 'Send…' });
export const confirm = message({ nl: 'Dit programma versturen?', en: 'Send this programme?' });
export const confirmWhat = message({
  nl: '{title}: {days}, {count, plural, one {één sessie} other {# sessies}}.',
  en: '{title}: {days}, {count, plural, one {one session} other {# sessions}}.',
});
export const confirmHow = message({
  nl: 'Het wordt getekend, staat in het logboek en verschijnt op de pagina van deze persoon. Terugnemen kan niet; een nieuwe versie sturen wel.',
  en: 'It is signed, is in the log and appears on the page of this person. It cannot be taken back; a new version can be sent.',
});
export const rests = message({
  nl: '{count, plural, =0 {Het steunt op geen inzage.} one {Het noemt de ene inzage waarop het steunt.} other {Het noemt de # inzages waarop het steunt.}}',
  en: '{count, plural, =0 {It rests on no read.} one {It names the one read that it rests on.} other {It names the # reads that it rests on.}}',
});
export const overrule = message({
  nl: 'Ik wijk hier bewust van af: {sentence}',
  en: 'I overrule this on purpose: {sentence}',
});
export const overruleFirst = message({
  nl: 'Zeg van elke waarschuwing dat u ervan afwijkt, of pas het programma aan.',
  en: 'Say of each warning that you overrule it, or change the programme.',
});
export const sendNow = message({ nl: 'Nu versturen', en: 'Send now' });
export const cancel = message({ nl: 'Niet versturen', en: 'Do not send' });
export const sent = message({ nl: 'Het programma is verstuurd.', en: 'The programme was sent.' });
