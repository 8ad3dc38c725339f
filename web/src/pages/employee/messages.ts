import { message } from '../../kit/message.js';

export const title = message({ nl: 'Fit4Work: van u', en: 'Fit4Work: yours' });
export const today = message({ nl: 'Vandaag', en: 'Today' });
export const history = message({ nl: 'Verloop', en: 'Over time' });
export const sharing = message({ nl: 'Delen', en: 'Sharing' });
export const looked = message({ nl: 'Wie keek', en: 'Who looked' });
export const own = message({ nl: 'Uw gegevens', en: 'Your data' });
export const programme = message({ nl: 'Programma', en: 'Programme' });
export const letters = message({ nl: 'Berichten', en: 'Messages' });
export const foot = message({
  nl: 'Deze pagina komt van uw eigen computer. Wat u hier ziet, verlaat hem niet, behalve wat u deelt.',
  en: 'This page comes from your own computer. What you see here does not leave it, but for what you share.',
});
export const waiting = message({ nl: 'Uw agent zoekt het op…', en: 'Your agent is looking…' });
export const agentSilent = message({
  nl: 'Uw agent, het programma op deze computer dat uw gegevens bewaart, antwoordt niet. Start deze computer opnieuw, of vraag wie hem voor u instelde om uw agent te starten.',
  en: 'Your agent, the program on this computer that keeps your data, does not answer. Restart this computer, or ask whoever set it up for you to start your agent.',
});
export const agentAway = message({ nl: 'Uw agent draait niet', en: 'Your agent is not running' });
export const agentAwayHow = message({
  nl: 'Uw agent is het programma op deze computer dat uw gegevens bewaart. Zolang hij niet draait, is hier niets te tonen; wat hij bewaart, gaat niet verloren. Start deze computer opnieuw, of vraag wie hem voor u instelde om uw agent te starten. Open daarna uw pagina zoals u dat de vorige keer deed.',
  en: 'Your agent is the program on this computer that keeps your data. While it is not running there is nothing to show here; what it keeps is not lost. Restart this computer, or ask whoever set it up for you to start your agent. Then open your page as you did the last time.',
});
export const stale = message({
  nl: 'Wat hier staat, is van {when}. Deze pagina vraagt het elke minuut opnieuw.',
  en: 'What stands here is of {when}. This page asks again each minute.',
});
export const again = message({ nl: 'Opnieuw', en: 'Try again' });

export const signedOut = message({ nl: 'U bent niet aangemeld', en: 'You are not signed in' });
export const signedOutHow = message({
  nl: 'Open uw pagina opnieuw op deze computer, zoals u dat de vorige keer deed, of vraag het aan wie de computer voor u instelde. Was u nog bezig met uw eerste stappen, druk dan op Enter in het venster waarin u begon: daar komt een nieuwe link. Een link werkt één keer, binnen vijf minuten.',
  en: 'Open your page again on this computer, as you did the last time, or ask whoever set the computer up for you. If you were still at your first steps, press Enter in the window in which you began: a new link comes there. A link works once, within five minutes.',
});
export const forHelper = message({
  nl: 'Voor wie deze computer instelde',
  en: 'For whoever set this computer up',
});
export const commandSays = message({
  nl: 'Meer hierover zegt de opdracht',
  en: 'More about this is said by the command',
});
export const changedOnDisk = message({
  nl: 'Iets van wat uw agent bewaart, werd op de schijf veranderd',
  en: 'Something that your agent keeps was changed on the disk',
});
export const changedOnDiskHow = message({
  nl: 'Wat ervan afhangt, toont uw agent niet. Wie deze computer instelde, kan dit herstellen:',
  en: 'What depends on it your agent does not show. Whoever set this computer up can mend it:',
});
export const linkUsed = message({
  nl: 'Deze link is al gebruikt of vervallen.',
  en: 'This link was used before or has expired.',
});
export const signOut = message({ nl: 'Afmelden', en: 'Sign out' });

export const elsewhere = message({
  nl: 'Wat een andere computer van u deelt, was niet na te gaan. Hebt u er een, dan ziet een coach misschien nog wat u daar deelde: stop het daar ook, of open hier later uw verleden; dan wordt het opnieuw opgezocht.',
  en: 'What another computer of yours shares could not be looked up. If you have one, a coach may still see what you shared there: stop it there as well, or open your past here later; then it is looked up again.',
});

export const passphrase = message({ nl: 'Uw wachtwoordzin', en: 'Your passphrase' });
export const open = message({ nl: 'Openen', en: 'Open' });
export const opening = message({ nl: 'Uw wachtwoordzin wordt nagegaan…', en: 'Your passphrase is being checked…' });
export const closedTitle = message({ nl: 'Uw verleden is gesloten', en: 'Your past is closed' });
export const closedWhy = message({
  nl: 'Alleen uw wachtwoordzin opent het, voor tien minuten. Zo leest niemand anders het op deze computer.',
  en: 'Only your passphrase opens it, for ten minutes. So nobody else reads it on this computer.',
});
export const opened = message({
  nl: 'Uw verleden is open, tien minuten lang.',
  en: 'Your past is open for ten minutes.',
});
export const closesSoon = message({
  nl: 'Binnen {seconds, plural, other {# seconden}} sluit uw verleden. Wat u typte, gaat niet verloren.',
  en: 'Your past closes within {seconds, plural, other {# seconds}}. Nothing that you typed is lost.',
});
export const closesSoonHow = message({
  nl: 'Geef daarna uw wachtwoordzin opnieuw, en u gaat verder.',
  en: 'Give your passphrase again then, and go on.',
});
export const keepOpen = message({ nl: 'Open houden', en: 'Keep it open' });
export const closedByItself = message({
  nl: 'Uw verleden is gesloten: de tien minuten zijn om. Wat u typte, staat er weer na uw wachtwoordzin.',
  en: 'Your past is closed: the ten minutes are over. What you typed is there again after your passphrase.',
});
export const leavesSoon = message({
  nl: 'Binnen twee minuten wordt u vanzelf afgemeld. Wat u typte en niet verstuurde, gaat dan verloren.',
  en: 'You are signed out by itself within two minutes. What you typed and did not send is lost then.',
});
export const staySignedIn = message({ nl: 'Aangemeld blijven', en: 'Stay signed in' });
export const staysSignedIn = message({ nl: 'U blijft aangemeld.', en: 'You stay signed in.' });
export const close = message({ nl: 'Verleden sluiten', en: 'Close the past' });
export const closed = message({ nl: 'Uw verleden is weer gesloten.', en: 'Your past is closed again.' });

export const wrongPassphrase = message({
  nl: 'Dit is niet uw wachtwoordzin. Probeer opnieuw.',
  en: 'This is not your passphrase. Try again.',
});
export const tooManyTries = message({
  nl: 'Te veel pogingen mislukten. Probeer het over een minuut opnieuw.',
  en: 'Too many tries failed. Try again in a minute.',
});
export const clockWrong = message({
  nl: 'De klok van deze computer staat niet juist. Zet haar juist en probeer opnieuw.',
  en: 'The clock of this computer is not right. Set it and try again.',
});
export const notAsked = message({
  nl: 'Dit kan uw agent zo niet doen. Kijk na wat u invulde, en probeer opnieuw.',
  en: 'Your agent cannot do this as asked. Look over what you filled in, and try again.',
});
export const tooLong = message({
  nl: 'Dit is te lang: hoogstens {most} tekens, en dit zijn er {over} te veel.',
  en: 'This is too long: at most {most} characters, and this is {over} too many.',
});
export const over = message({ nl: 'Dit was al voorbij.', en: 'This was over already.' });

export const proven = message({
  nl: '{witnesses, plural, =0 {In het logboek op plaats {index}, en door nog geen getuige bevestigd.} one {Bewezen: plaats {index} in het logboek, door # getuige bevestigd.} other {Bewezen: plaats {index} in het logboek, door # getuigen bevestigd.}}',
  en: '{witnesses, plural, =0 {In the log at place {index}, and confirmed by no witness yet.} one {Proven: place {index} in the log, confirmed by # witness.} other {Proven: place {index} in the log, confirmed by # witnesses.}}',
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
