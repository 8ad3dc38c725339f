import { message } from '../../../kit/message.js';

export const intro = message({
  nl: 'Wie uw aandacht het eerst nodig heeft, staat bovenaan. Niemand wordt met iemand anders vergeleken, en om deze lijst te tonen is geen meting van iemand geopend.',
  en: 'Whoever needs your attention first is at the top. Nobody is compared with somebody else, and no measurement of anybody was opened to show this list.',
});
export const opened = message({
  nl: 'Wat u van iemand opent, staat in het logboek en wordt aan die persoon getoond; deze pagina bewaart er niets van.',
  en: 'What you open of somebody is in the log and is shown to that person; this page keeps nothing of it.',
});
export const unseen = message({
  nl: 'Of metingen stilvallen, blijkt pas als u kijkt.',
  en: 'Whether measurements stopped shows only once you look.',
});
export const nobody = message({ nl: 'Niemand deelt nu iets met u.', en: 'Nobody shares anything with you now.' });
export const nobodyHow = message({
  nl: 'Wie met u wil delen, geeft daarvoor uw kenmerk in op de eigen pagina.',
  en: 'Whoever wants to share with you gives your id on their own page.',
});
export const reasons = message({
  nl: '{reason, select, stale {Er komen geen metingen meer binnen} silent {Zei niets over de sessies van de laatste twee weken} far {Zei van minder dan de helft van de sessies van de laatste twee weken dat ze gedaan zijn} wrote {Wacht op uw antwoord} ending {Deelt nog hoogstens twee weken} other {Heeft geen programma dat loopt}}',
  en: '{reason, select, stale {No measurements come in any more} silent {Told nothing about the sessions of the last two weeks} far {Told of fewer than half of the sessions of the last two weeks that they were done} wrote {Waits for your answer} ending {Shares for two more weeks at the most} other {Has no programme under way}}',
});
export const nothing = message({ nl: 'Niets vraagt aandacht.', en: 'Nothing needs attention.' });
export const partial = message({
  nl: 'Niet alles kon worden opgezocht.',
  en: 'Not everything could be looked up.',
});
export const shares = message({ nl: 'Deelt: {what}.', en: 'Shares: {what}.' });
