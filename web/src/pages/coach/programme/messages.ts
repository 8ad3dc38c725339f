import { message } from '../../../kit/message.js';

export const untitled = message({ nl: 'Programma zonder titel', en: 'A programme without a title' });
export const none = message({
  nl: 'U stuurde deze persoon nog geen programma.',
  en: 'You have sent this person no programme yet.',
});
export const compose = message({ nl: 'Een nieuw programma opstellen', en: 'Compose a new programme' });
export const goOn = message({ nl: 'Verder met wat u opstelde', en: 'Go on with what you were composing' });
export const revise = message({ nl: 'Dit programma aanpassen', en: 'Change this programme' });
export const about = message({
  nl: '{days}. Versie {revision}, {fate, select, seen {gezien} told {verstuurd, nog niet gezien} other {wacht tot de computer van deze persoon verbinding maakt}}.',
  en: '{days}. Version {revision}, {fate, select, seen {seen} told {sent, not seen yet} other {waits until the computer of this person connects}}.',
});
export const earlier = message({ nl: 'Eerdere programma’s', en: 'Earlier programmes' });
export const done = message({ nl: 'Gedaan van het programma', en: 'Done of the programme' });
export const doneByWeek = message({ nl: 'Minuten gedaan per week', en: 'Minutes done by the week' });
export const doneSummary = message({
  nl: '{due, plural, =0 {Nog geen enkele sessie is voorbij.} one {Van de ene sessie die voorbij is, {done, plural, =0 {is ze niet gedaan} other {is ze gedaan}}.} other {Van de # sessies die voorbij zijn, {done, plural, =0 {is er geen enkele} one {is er één} other {zijn er #}} gedaan.}}',
  en: '{due, plural, =0 {No session is over yet.} one {Of the one session that is over, {done, plural, =0 {it was not done} other {it was done}}.} other {Of the # sessions that are over, {done, plural, =0 {none was} one {one was} other {# were}} done.}}',
});
export const told = message({
  nl: 'Zoals deze persoon het zelf zei.',
  en: 'As this person told it.',
});
export const alsoMeasured = message({
  nl: 'Zoals deze persoon het zelf zei, met de gemeten stappen van die dagen ernaast.',
  en: 'As this person told it, with the steps measured on those days beside it.',
});
export const sessions = message({ nl: 'Alle sessies', en: 'All sessions' });
export const week = message({ nl: 'Week', en: 'Week' });
export const planned = message({ nl: 'Gepland', en: 'Planned' });
export const doneColumn = message({ nl: 'Gedaan', en: 'Done' });
export const shareColumn = message({ nl: 'Sessies gedaan', en: 'Sessions done' });
export const shareOf = message({ nl: '{done} van {due}', en: '{done} of {due}' });
export const what = message({ nl: 'Sessie', en: 'Session' });
export const aim = message({ nl: 'Doel', en: 'Target' });
export const state = message({ nl: 'Gedaan?', en: 'Done?' });
export const states = message({
  nl: '{state, select, done {gedaan{effort, select, none {} other {, inspan\u00adning {effort}}}} undone {niet gedaan} silent {niets gezegd} other {komt nog}}',
  en: '{state, select, done {done{effort, select, none {} other {, effort {effort}}}} undone {not done} silent {nothing told} other {still to come}}',
});
export const stepsColumn = message({ nl: 'Stappen die dag', en: 'Steps that day' });
export const notKnown = message({ nl: 'niet bekend', en: 'not known' });
export const reached = message({
  nl: '{steps}{reached, select, true {, doel gehaald} false {, doel niet gehaald} other {}}',
  en: '{steps}{reached, select, true {, target reached} false {, target not reached} other {}}',
});
export const withSteps = message({
  nl: 'Ook de gemeten stappen bekijken',
  en: 'Also look at the measured steps',
});

export const propose = message({ nl: 'Een aanpassing laten voorstellen', en: 'Have a change proposed' });
export const proposeHow = message({
  nl: 'Uit wat deze persoon zei, en als u dat wilt ook uit een inzage van de laatste 35 dagen. U beslist; er wordt niets verstuurd.',
  en: 'From what this person told, and if you like also from a read of the last 35 days. You decide; nothing is sent.',
});
export const fromTold = message({ nl: 'Uit wat gezegd werd', en: 'From what was told' });
export const fromRead = message({ nl: 'Ook uit een inzage', en: 'From a read as well' });
export const changes = message({
  nl: '{change, select, ease {Voorstel: lichter maken} grow {Voorstel: opbouwen} other {Voorstel: zo laten}}',
  en: '{change, select, ease {Proposal: make it lighter} grow {Proposal: build it up} other {Proposal: leave it as it is}}',
});
export const proposed = message({ nl: 'Er is een voorstel.', en: 'There is a proposal.' });
export const open = message({ nl: 'Nakijken en aanpassen', en: 'Look over and change' });
