import { message } from '../../../kit/message.js';

export const exportTitle = message({ nl: 'Alles meenemen', en: 'Take everything along' });
export const exportWhy = message({
  nl: 'Eén archief met al uw metingen, in vormen die andere programma’s lezen, en met wat u tekende en de bewijzen erbij. Het is getekend, zodat te zien is dat niets eraan veranderde.',
  en: 'One archive with all that was measured, in forms that other programs read, with what you signed and the proofs. It is signed, so that it shows that nothing of it was changed.',
});
export const exportCare = message({
  nl: 'Het is niet versleuteld: wie het bestand heeft, leest alles. Bewaar het waar alleen u bij kunt.',
  en: 'It is not encrypted: whoever has the file reads everything. Keep it where only you can get at it.',
});
export const exportNow = message({ nl: 'Archief maken', en: 'Make the archive' });
export const exporting = message({
  nl: 'Uw archief wordt gemaakt: {size} tot nu toe.',
  en: 'Your archive is being made: {size} so far.',
});
export const exported = message({
  nl: 'Uw archief is klaar: {size}. Uw browser bewaart het als fit4work-export.tar.',
  en: 'Your archive is ready: {size}. Your browser keeps it as fit4work-export.tar.',
});

export const eraseTitle = message({ nl: 'Wissen', en: 'Erase' });
export const eraseIntro = message({
  nl: 'U kunt één dag laten vergeten, of alles. U ziet eerst wat er gebeurt.',
  en: 'You can have one day forgotten, or everything. You see first what happens.',
});
export const eraseWhat = message({ nl: 'Wat', en: 'What' });
export const oneDay = message({ nl: 'één dag', en: 'one day' });
export const everything = message({ nl: 'alles tot en met vandaag', en: 'everything up to today' });
export const eraseDay = message({ nl: 'Welke dag', en: 'Which day' });
export const dayToCome = message({
  nl: 'Deze dag moet nog komen: kies vandaag of een dag ervoor.',
  en: 'This day is still to come: choose today or a day before.',
});
export const eraseNext = message({ nl: 'Toon wat er gebeurt', en: 'Show what happens' });
export const dayTitle = message({ nl: '{day} wissen', en: 'Erase {day}' });
export const allTitle = message({ nl: 'Alles wissen', en: 'Erase everything' });
export const noWayBack = message({ nl: 'Dit kan niet ongedaan gemaakt worden.', en: 'It cannot be undone.' });
export const here = message({
  nl: 'Op deze computer worden de metingen en elke sleutel die ze opent, meteen vernietigd.',
  en: 'On this computer what was measured, and every key that opens it, is destroyed at once.',
});
export const there = message({
  nl: 'De coach-API vernietigt wat ze ervan heeft zodra ze het hoort, en antwoordt met een certificaat.',
  en: 'The coach API destroys what it has of it as soon as it hears, and answers with a certificate.',
});
export const inLog = message({
  nl: 'In het logboek blijven vingerafdrukken, die niets zeggen zonder wat vernietigd werd.',
  en: 'In the log stay fingerprints, which say nothing without what was destroyed.',
});
export const coachKnows = message({
  nl: 'Wat een coach al las of opschreef, wordt er niet door ongedaan gemaakt.',
  en: 'What a coach has read already, or wrote down, is not undone by it.',
});
export const night = message({
  nl: 'Een nacht telt op de dag waarop ze eindigt: de nacht erna hoort bij de volgende dag.',
  en: 'A night counts on the day on which it ends: the night after it belongs to the next day.',
});
export const restOfToday = message({
  nl: 'Wat in de rest van vandaag gemeten wordt, wordt ook niet bewaard.',
  en: 'What is measured in the rest of today is not kept either.',
});
export const grantsEnd = message({
  nl: 'Alles wat u deelt, stopt. Inzages, programma’s, berichten en toestemmingen blijven hier: ze zijn uw eigen bewijs.',
  en: 'All that you share ends. Reads, programmes, messages and grants stay here: they are your own evidence.',
});
export const otherMachine = message({
  nl: 'Een andere computer van u houdt zijn eigen metingen: wis ook daar.',
  en: 'Another computer of yours keeps what it measured: erase there as well.',
});
export const word = message({ nl: 'WISSEN', en: 'ERASE' });
export const typeWord = message({ nl: 'Typ {word}, in hoofdletters', en: 'Type {word}, in capitals' });
export const wrongWord = message({
  nl: 'Dit is niet {word}. Typ het woord zoals het er staat, of kies Niet nu.',
  en: 'This is not {word}. Type the word as it stands there, or choose Not now.',
});
export const erase = message({ nl: 'Wissen', en: 'Erase' });
export const notNow = message({ nl: 'Niet nu', en: 'Not now' });
export const erased = message({
  nl: '{received, select, true {Gewist; de coach-API weet het.} other {Hier gewist; de coach-API hoort het zodra ze bereikbaar is.}}',
  en: '{received, select, true {Erased; the coach API knows.} other {Erased here; the coach API hears of it as soon as it can be reached.}}',
});
export const held = message({
  nl: 'Een ander programma houdt de bestanden van uw agent vast. Sluit het en wis dit nog eens: dan blijft er niets van over.',
  en: 'Another program holds the files of your agent. Close it and erase this once more: then nothing of it is left.',
});

export const erasures = message({ nl: 'Wat u liet wissen', en: 'What you had erased' });
export const noErasures = message({ nl: 'U liet nog niets wissen.', en: 'You had nothing erased yet.' });
export const upTo = message({ nl: 'Alles tot en met {day}', en: 'Everything up to {day}' });
export const asked = message({
  nl: 'Gevraagd op {when}: {received, select, true {de coach-API heeft het.} other {onderweg naar de coach-API.}}',
  en: 'Asked on {when}: {received, select, true {the coach API has it.} other {on its way to the coach API.}}',
});
export const certified = message({
  nl: '{count, plural, one {# envelop} other {# enveloppen}} vernietigd op {when}, zegt het certificaat van de coach-API.',
  en: '{count, plural, one {# envelope} other {# envelopes}} destroyed on {when}, says the certificate of the coach API.',
});
export const certificateSound = message({
  nl: 'Het klopt met wat uw agent ervan weet.',
  en: 'It agrees with what your agent knows of it.',
});
export const otherEnvelopes = message({
  nl: 'Het certificaat noemt andere enveloppen dan deze computer stuurde. Tenzij een andere computer van u er stuurde: meld het.',
  en: 'The certificate names other envelopes than this computer sent. Unless another computer of yours sent some: report it.',
});
export const notComparable = message({
  nl: 'Dit is niet te vergelijken: een andere computer van u stuurde enveloppen die hier niet bekend zijn.',
  en: 'This cannot be compared: another computer of yours sent envelopes that are not known here.',
});
export const unsound = message({
  nl: 'Dit certificaat is niet na te gaan. Meld het aan uw programmabeheerder.',
  en: 'This certificate does not verify. Report it to your programme administrator.',
});
export const noCertificate = message({
  nl: 'Er is nog geen certificaat bekeken.',
  en: 'No certificate was looked at yet.',
});
export const openToLook = message({
  nl: 'Open uw verleden om de certificaten van de coach-API na te gaan.',
  en: 'Open your past to check the certificates of the coach API.',
});
export const lookAgain = message({ nl: 'Kijk opnieuw', en: 'Look again' });
export const unbelieved = message({
  nl: '{count, plural, one {Er kwam één certificaat dat niet te geloven is.} other {Er kwamen # certificaten die niet te geloven zijn.}} Meld het aan uw programmabeheerder.',
  en: '{count, plural, one {One certificate came that cannot be believed.} other {# certificates came that cannot be believed.}} Report it to your programme administrator.',
});

export const wordsTitle = message({ nl: 'Uw 24 herstelwoorden', en: 'Your 24 recovery words' });
export const wordsWhy = message({
  nl: 'Ze staan nergens dan op uw papier. Met die woorden haalt u alles terug op een nieuwe computer; zonder kan niemand dat, ook de beheerder niet.',
  en: 'They are nowhere but on your paper. With those words you get everything back on a new computer; without them nobody can, not even the operator.',
});
export const wordsThere = message({
  nl: 'U gaf er twee terug: ze staan op papier.',
  en: 'You gave two of them back: they are on paper.',
});
export const wordsUnsure = message({
  nl: 'Nog niemand gaf er twee terug. Neem uw papier en doe het nu; wie ze kwijt is, maakt nu een archief.',
  en: 'Nobody has given two of them back yet. Take your paper and do it now; whoever lost them makes an archive now.',
});
export const wordAt = message({ nl: 'Woord {place}', en: 'Word {place}' });
export const wordsCheck = message({ nl: 'Nagaan', en: 'Check' });
export const wordsRight = message({ nl: 'Beide woorden kloppen.', en: 'Both words are right.' });
export const wordsWrong = message({
  nl: 'Niet beide woorden kloppen. Kijk op uw papier en typ ze opnieuw.',
  en: 'Not both words are right. Look on your paper and type them again.',
});
