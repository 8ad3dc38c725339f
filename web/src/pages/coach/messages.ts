import { message } from '../../kit/message.js';

export const title = message({ nl: 'Fit4Work: begeleiding', en: 'Fit4Work: coaching' });
export const people = message({ nl: 'Mensen', en: 'People' });
export const person = message({ nl: 'Persoon {name}', en: 'Person {name}' });
export const waiting = message({ nl: 'De coach-API zoekt het op…', en: 'The coach API is looking…' });
export const again = message({ nl: 'Opnieuw', en: 'Try again' });
export const loggedIn = message({ nl: 'Aangemeld als {name}.', en: 'Logged in as {name}.' });
export const signOut = message({ nl: 'Afmelden', en: 'Log out' });
export const signedOut = message({ nl: 'U bent niet aangemeld', en: 'You are not logged in' });
export const leftSaid = message({ nl: 'U bent afgemeld.', en: 'You are logged out.' });
export const signedOutHow = message({
  nl: 'Meld u aan als coach om te zien wie met u deelt.',
  en: 'Log in as a coach to see who shares with you.',
});
export const exchanged = message({
  nl: 'Intussen meldde iemand anders zich in deze browser aan. Wat hier stond en nog niet verstuurd was, is weg en gaat in niemands naam uit.',
  en: 'Meanwhile somebody else logged in in this browser. What stood here and was not sent is gone, and goes out in nobody’s name.',
});
export const logIn = message({ nl: 'Aanmelden', en: 'Log in' });
export const signedOutAtProvider = message({
  nl: 'Ook afmelden bij de dienst waar u zich aanmeldde',
  en: 'Also log out at the service where you logged in',
});
export const otherRole = message({ nl: 'U bent niet als coach aangemeld', en: 'You are not logged in as a coach' });
export const otherRoleHow = message({
  nl: 'Uw aanmelding is die van een beheerder, die van niemand iets ziet.',
  en: 'Your login is that of an administrator, who sees nothing of anybody.',
});
export const asCoach = message({ nl: 'Als coach aanmelden', en: 'Log in as a coach' });

export const loginAgain = message({
  nl: 'Hiervoor moet u pas aangemeld zijn: meld u opnieuw aan en doe het nog eens.',
  en: 'This takes a recent login: log in again, then do it once more.',
});
export const loginAgainTitle = message({ nl: 'Meld u opnieuw aan', en: 'Log in again' });
export const loginAgainHow = message({
  nl: 'Voor een eerste inzage in iemand, en om een programma te versturen, moet u pas aangemeld zijn. Wat hier staat blijft staan.',
  en: 'A first look at somebody, and sending a programme, take a recent login. What stands here stays.',
});
export const loginAgainLink = message({
  nl: 'Opnieuw aanmelden (nieuw tabblad)',
  en: 'Log in again (new tab)',
});
export const loginAgainDone = message({ nl: 'Aangemeld: ga verder', en: 'Logged in: go on' });

export const draftKept = message({
  nl: 'Wat u schreef of opstelde, staat nog in dit tabblad. Sluit het niet: meld u aan in een ander tabblad en ga dan hier verder.',
  en: 'What you were writing or composing is still in this tab. Do not close it: log in in another tab, then go on here.',
});
export const draftLost = message({ nl: 'Afmelden en weggooien?', en: 'Log out and throw away?' });
export const draftLostHow = message({
  nl: 'Wat u schreef of opstelde, is nog niet verstuurd. Met uw aanmelding gaat het weg.',
  en: 'What you were writing or composing has not been sent. It goes with your login.',
});
export const signOutStill = message({ nl: 'Toch afmelden', en: 'Log out all the same' });
export const stay = message({ nl: 'Aangemeld blijven', en: 'Stay logged in' });
export const idleSoon = message({
  nl: 'Binnen een minuut eindigt uw aanmelding, omdat er niets gevraagd werd. Wat u schreef of opstelde, gaat niet verloren.',
  en: 'Your login ends within a minute, because nothing was asked for. Nothing that you wrote or composed is lost.',
});
export const stayed = message({ nl: 'U blijft aangemeld.', en: 'You stay logged in.' });
export const daySoon = message({
  nl: 'Binnen vijf minuten eindigt uw aanmelding: na een werkdag moet u zich opnieuw aanmelden. Doe dat in een ander tabblad en ga dan hier verder. Ook daarna staat hier nog wat u schreef of opstelde.',
  en: 'Your login ends within five minutes: after a day of work you have to log in again. Do so in another tab, then go on here. What you wrote or composed is still here after that, too.',
});
export const loginEnded = message({
  nl: 'Uw aanmelding is geëindigd. Meld u opnieuw aan om verder te gaan.',
  en: 'Your login has ended. Log in again to go on.',
});
export const grantEnded = message({
  nl: 'Terwijl u wachtte, eindigde iets van wat gedeeld werd. Wat kwam, toont deze pagina niet: kijk opnieuw naar wat nog gedeeld wordt.',
  en: 'While you waited, something of what was shared ended. This page does not show what came: look again at what is still shared.',
});
export const maybeSent = message({
  nl: 'Er kwam geen antwoord. Misschien is het toch verstuurd: “Opnieuw” kijkt eerst of het er staat, en verstuurt het alleen als dat niet zo is.',
  en: 'No answer came. It may have been sent all the same: “Try again” looks first whether it is there, and sends it only where it is not.',
});
export const arrived = message({
  nl: 'Wat u eerder verstuurde, is toch aangekomen. Wat hier nog staat, is nog niet verstuurd.',
  en: 'What you sent before did arrive. What still stands here has not been sent.',
});
export const discard = message({ nl: 'Weggooien', en: 'Throw away' });
export const discardAsked = message({ nl: 'Weggooien?', en: 'Throw it away?' });
export const discardHow = message({
  nl: 'Wat u schreef of opstelde, gaat weg en komt niet terug.',
  en: 'What you were writing or composing goes, and does not come back.',
});
export const discardStill = message({ nl: 'Toch weggooien', en: 'Throw away all the same' });
export const keepIt = message({ nl: 'Houden', en: 'Keep it' });
export const discarded = message({ nl: 'Het is weggegooid.', en: 'It was thrown away.' });

/* As docs/coach-api-errors.md says them. */
export const notGranted = message({
  nl: 'Deze persoon deelt dit niet met u: vraag erom, of vraag andere dagen.',
  en: 'This person does not share this with you: ask for it, or for other days.',
});
export const notGiven = message({
  nl: 'Het programma steunt op een antwoord dat u niet kreeg: lees opnieuw.',
  en: 'The programme rests on an answer that you were not given: read again.',
});
export const planWarned = message({
  nl: 'Voor het plan is gewaarschuwd: pas het aan, of noem de regels waarvan u afwijkt.',
  en: 'The plan is warned of: change it, or name the rules that you overrule.',
});
export const notProven = message({
  nl: 'Het logboek bevestigde de inzage niet op tijd en er is niets geopend: probeer opnieuw.',
  en: 'The log did not confirm the read in time, and nothing was opened: try again.',
});
export const tooManyReads = message({
  nl: 'Er wachten te veel inzages: probeer het over een minuut opnieuw.',
  en: 'Too many reads wait: try again in a minute.',
});
export const tooManyRequests = message({
  nl: 'Dat was te veel ineens: ga over een minuut verder.',
  en: 'That was too much at once: go on in a minute.',
});
export const brokerUnavailable = message({
  nl: 'De broker antwoordt niet en er is niets verzonden: probeer opnieuw.',
  en: 'The broker does not answer, and nothing was sent: try again.',
});
export const logUnavailable = message({
  nl: 'Het logboek antwoordt niet en er is niets geopend: probeer opnieuw.',
  en: 'The log does not answer, and nothing was opened: try again.',
});
export const logDistrusted = message({
  nl: 'Het logboek herschreef wat geloofd was, dus wordt niets geopend: verwittig de beheerder.',
  en: 'The log rewrote what was believed, so nothing is opened: tell the operator.',
});
export const damagedRecord = message({
  nl: 'Wat bewaard is, is beschadigd en wordt niet getoond: verwittig de beheerder.',
  en: 'What is stored is damaged, so it is not shown: tell the operator.',
});
export const badRequest = message({
  nl: 'De coach-API neemt dit zo niet aan: kijk na wat u invulde.',
  en: 'The coach API does not take this as it is: look over what you filled in.',
});

export const metrics = message({
  nl: '{metric, select, steps {stappen} sleep {slaap} other {hartslag}}',
  en: '{metric, select, steps {steps} sleep {sleep} other {heart rate}}',
});
export const granularities = message({
  nl: '{granularity, select, raw {elke meting} hour {per uur} other {per dag}}',
  en: '{granularity, select, raw {every sample} hour {by the hour} other {by the day}}',
});
export const days = message({ nl: '{from} tot en met {until}', en: '{from} to {until}' });
export const shortDays = message({ nl: '{from} – {until}', en: '{from} – {until}' });
export const day = message({ nl: 'Dag', en: 'Day' });
export const away = message({
  nl: 'De coach-API antwoordt niet, of er kan zich hier niemand aanmelden.',
  en: 'The coach API does not answer, or nobody can log in here.',
});
export const theirs = message({ nl: 'Deze persoon', en: 'This person' });
export const isARead = message({
  nl: 'Dat is een inzage: deze persoon ziet ze.',
  en: 'That is a read: this person sees it.',
});
