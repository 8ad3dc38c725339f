import { message } from '../../../kit/message.js';

export const intro = message({
  nl: 'Elke inzage van een coach in uw metingen staat hier. Wat niet in het logboek staat, wordt niet geopend.',
  en: 'Each read of your measurements by a coach stands here. What is not in the log is not opened.',
});
export const nobody = message({ nl: 'Niemand keek nog.', en: 'Nobody has looked yet.' });
export const sound = message({
  nl: '{count, plural, one {Eén inzage, bewezen en toegelaten.} other {# inzages, allemaal bewezen en toegelaten.}}',
  en: '{count, plural, one {One read, proven and allowed.} other {# reads, all of them proven and allowed.}}',
});
export const crossing = message({
  nl: '{count, plural, one {Eén inzage gebeurde terwijl uw intrekking nog onderweg was. Daar is niets mis mee: de coach-API kende ze toen misschien nog niet.} other {# inzages gebeurden terwijl uw intrekking nog onderweg was. Daar is niets mis mee: de coach-API kende ze toen misschien nog niet.}}',
  en: '{count, plural, one {One read took place while your withdrawal was still on its way. Nothing is wrong with that: the coach API may not have known of it yet.} other {# reads took place while your withdrawal was still on its way. Nothing is wrong with that: the coach API may not have known of it yet.}}',
});
export const crossed = message({
  nl: 'Uw intrekking was toen onderweg: u had ze minder dan een minuut eerder getekend, en deze inzage stond ervoor in het logboek.',
  en: 'Your withdrawal was on its way then: you had signed it less than a minute before, and this read stood in the log before it.',
});
export const unsound = message({
  nl: '{count, plural, one {Met één inzage is iets niet in orde.} other {Met # inzages is iets niet in orde.}}',
  en: '{count, plural, one {Something is not right with one read.} other {Something is not right with # reads.}}',
});
export const unsoundHow = message({
  nl: 'Hieronder leest u wat er mis is. Vraag de coach waarom, meld het aan uw programmabeheerder, en zet onder Delen uit wat u niet meer wilt tonen.',
  en: 'Below you read what is wrong. Ask the coach why, report it to your programme administrator, and switch off under Sharing what you no longer want to show.',
});
export const untold = message({
  nl: '{count, plural, one {Eén inzage kan nu niet nagegaan worden: het logboek antwoordt niet.} other {# inzages kunnen nu niet nagegaan worden: het logboek antwoordt niet.}}',
  en: '{count, plural, one {One read cannot be checked now: the log does not answer.} other {# reads cannot be checked now: the log does not answer.}}',
});
export const opened = message({ nl: '{coach} opende {what}', en: '{coach} opened {what}' });
export const unknown = message({ nl: 'Een inzage die niet te lezen is', en: 'A read that cannot be read' });
export const why = message({ nl: 'Reden: {purpose}', en: 'Reason: {purpose}' });
export const ofDays = message({ nl: 'Dagen: {days}', en: 'Days: {days}' });
export const fresh = message({ nl: 'nieuw', en: 'new' });
export const unwitnessed = message({
  nl: '{count, plural, one {Eén inzage staat in het logboek, maar nog geen getuige bevestigde het.} other {# inzages staan in het logboek, maar nog geen getuige bevestigde het.}} Vraag uw programmabeheerder welke getuigen er zijn.',
  en: '{count, plural, one {One read stands in the log, but no witness has confirmed it yet.} other {# reads stand in the log, but no witness has confirmed it yet.}} Ask your programme administrator which witnesses there are.',
});
export const meansTitle = message({ nl: 'Wat betekent het vinkje?', en: 'What does the tick mean?' });
export const means = message({
  nl: 'Uw eigen computer ging het na: de inzage is getekend door de coach-API, steunt op een toestemming die u tekende, en staat in een logboek dat getuigen van buiten bevestigden. Niemand kan ze er nog uithalen, ook de beheerder niet.',
  en: 'Your own computer checked it: the read is signed by the coach API, rests on a grant that you signed, and stands in a log that witnesses from outside confirmed. Nobody can take it out again, not even the operator.',
});
export const meansNot = message({
  nl: 'Een inzage geldt 15 minuten: zo lang kan de coach hetzelfde om die reden opnieuw bekeken hebben. Het vinkje zegt niet wat de coach met het geziene deed. Uw berichten en wat u van een programma zegt, gaan naar uw coach en staan hier niet. En het bewijst niets over wat iemand buiten dit systeem vertelt.',
  en: 'A read holds for 15 minutes: until then the coach may have looked at the same again for that reason. The tick does not say what the coach did with what was seen. Your messages and what you tell of a programme go to your coach and do not stand here. And it proves nothing of what somebody tells outside this system.',
});
