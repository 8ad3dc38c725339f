import { message } from '../../kit/message.js';

export const title = message({ nl: 'Fit4Work: staalkaart', en: 'Fit4Work: gallery' });
export const controls = message({ nl: 'Bediening', en: 'Controls' });
export const charts = message({ nl: 'Grafieken', en: 'Charts' });
export const foot = message({
  nl: 'Alleen voor wie pagina’s maakt: hier staat van niemand iets.',
  en: 'Only for whoever makes pages: nothing here is of anybody.',
});

export const buttons = message({ nl: 'Knoppen', en: 'Buttons' });
export const press = message({ nl: 'Druk', en: 'Press' });
export const plain = message({ nl: 'Gewoon', en: 'Plain' });
export const danger = message({ nl: 'Wissen', en: 'Erase' });
export const quiet = message({ nl: 'Stil', en: 'Quiet' });
export const disabled = message({ nl: 'Nu niet', en: 'Not now' });
export const pressed = message({
  nl: '{count, plural, =0 {Nog niet gedrukt.} one {# keer gedrukt.} other {# keer gedrukt.}}',
  en: '{count, plural, =0 {Not pressed yet.} one {Pressed # time.} other {Pressed # times.}}',
});
export const openDialog = message({ nl: 'Open een venster', en: 'Open a dialogue' });
export const dialogTitle = message({ nl: 'Bent u zeker?', en: 'Are you sure?' });
export const dialogBody = message({ nl: 'Escape sluit dit ook.', en: 'Escape closes this as well.' });
export const close = message({ nl: 'Sluiten', en: 'Close' });

export const inputs = message({ nl: 'Invoer', en: 'Input' });
export const share = message({ nl: 'Stappen delen', en: 'Share steps' });
export const shareHelp = message({
  nl: 'Uw coach ziet dan een getal per dag.',
  en: 'Your coach then sees one number a day.',
});
export const words = message({ nl: 'Uw woorden', en: 'Your words' });
export const wordsHelp = message({ nl: 'Zonder uitroepteken.', en: 'Without an exclamation mark.' });
export const wordsError = message({
  nl: 'Hier staat een uitroepteken: laat het weg.',
  en: 'There is an exclamation mark: leave it out.',
});
export const note = message({ nl: 'Een langere tekst', en: 'A longer text' });
export const files = message({ nl: 'Laat hier bestanden vallen', en: 'Drop files here' });
export const filesHelp = message({
  nl: 'Of kies ze. Ze verlaten deze pagina niet.',
  en: 'Or choose them. They do not leave this page.',
});
export const filesTaken = message({
  nl: '{count, plural, one {# bestand} other {# bestanden}} gekregen.',
  en: 'Got {count, plural, one {# file} other {# files}}.',
});

export const notices = message({ nl: 'Mededelingen', en: 'Notices' });
export const noticeTitle = message({ nl: 'Goed om te weten', en: 'Good to know' });
export const noticeBody = message({
  nl: '{tone, select, good {Alles klopt.} care {Kijk dit na.} bad {Dit klopt niet.} other {Een feit.}}',
  en: '{tone, select, good {All is well.} care {Look at this.} bad {This is wrong.} other {A fact.}}',
});

export const views = message({ nl: 'Weergaven', en: 'Views' });
export const tabOne = message({ nl: 'Het eerste', en: 'The first' });
export const tabOneBody = message({ nl: 'Pijltjes gaan verder.', en: 'Arrows go on.' });
export const tabTwo = message({ nl: 'Het tweede', en: 'The second' });
export const tabTwoBody = message({ nl: 'En terug.', en: 'And back.' });
export const more = message({ nl: 'Meer', en: 'More' });
export const moreBody = message({ nl: 'Voor wie het wil weten.', en: 'For whoever wants to know.' });
export const half = message({ nl: 'Halverwege', en: 'Half way' });
export const unknown = message({ nl: 'Nog onbekend hoeveel', en: 'Not known yet how much' });

export const steps = message({ nl: 'stappen', en: 'steps' });
export const today = message({ nl: 'Vandaag', en: 'Today' });
export const todaySummary = message({
  nl: '{share} van het doel van {goal} stappen.',
  en: '{share} of the goal of {goal} steps.',
});
export const week = message({ nl: 'Deze week', en: 'This week' });
export const weekSummary = message({
  nl: '{days, plural, one {# dag} other {# dagen}} boven het doel van {goal} stappen.',
  en: '{days, plural, one {# day} other {# days}} above the goal of {goal} steps.',
});
export const day = message({ nl: 'Dag', en: 'Day' });
export const time = message({ nl: 'Tijd', en: 'Time' });
export const notKnown = message({ nl: 'niet gedragen', en: 'not worn' });
export const heart = message({ nl: 'hartslag', en: 'heart rate' });
export const night = message({ nl: 'De nacht van de klokwissel', en: 'The night the clocks changed' });
export const nightSummary = message({
  nl: '{length} lang gemeten, met een gat van een uur.',
  en: 'Measured for {length}, with a gap of an hour.',
});
export const since = message({ nl: 'Vanaf welke dag', en: 'From which day' });
