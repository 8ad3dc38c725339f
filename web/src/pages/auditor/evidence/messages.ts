import { message } from '../../../kit/message.js';

export const title = message({ nl: 'Bewijs tegen een logboek', en: 'Evidence against a log' });
export const help = message({
  nl: 'Een getuige of spiegel bewaart een map als een logboek twee dingen tekende. Geef alle bestanden ervan.',
  en: 'A witness or mirror keeps a folder when a log signed two things. Give all files of it.',
});
export const files = message({ nl: 'De bestanden van de map', en: 'The files of the folder' });
export const filesHelp = message({
  nl: 'a.checkpoint, b.checkpoint en proof, of a.statement en b.statement, met 0, 1, … van het beleid.',
  en: 'a.checkpoint, b.checkpoint and proof, or a.statement and b.statement, with 0, 1, … of the policy.',
});
export const convicts = message({
  nl: 'Het logboek is betrapt: het tekende twee standen die niet allebei waar kunnen zijn.',
  en: 'The log is caught: it signed two states that cannot both be true.',
});
export const consistent = message({
  nl: 'Hier is niets mis mee: a en b kunnen allebei waar zijn.',
  en: 'Nothing is wrong with this: a and b can both be true.',
});
export const unconfirmed = message({
  nl: 'Geen tegenspraak, maar ook geen bevestiging',
  en: 'No contradiction, but no confirmation either',
});
export const unconfirmedBody = message({
  nl: 'a en b kunnen allebei waar zijn, maar {which, select, nobody {geen getuige van uw beleid bevestigt er een van} both {te weinig getuigen van uw beleid bevestigen ze} a {te weinig getuigen van uw beleid bevestigen a} other {te weinig getuigen van uw beleid bevestigen b}}: het is het woord van het logboek, en dat kan anderen iets anders getoond hebben. Vraag een getuige of die deze stand kent.',
  en: 'a and b can both be true, but {which, select, nobody {no witness of your policy confirms either} both {too few witnesses of your policy confirm them} a {too few witnesses of your policy confirm a} other {too few witnesses of your policy confirm b}}: it is the word of the log, which may have shown others something else. Ask a witness whether it knows this state.',
});
export const undecided = message({
  nl: 'Dit toont niets: zonder pad tussen beide standen kunnen ze allebei waar zijn.',
  en: 'This shows nothing: without a path between the two states both may be true.',
});
export const cosigned = message({
  nl: 'Medeondertekend: a door {a}; b door {b}.',
  en: 'Cosigned: a by {a}; b by {b}.',
});
export const unusable = message({ nl: 'Dit is niet te beoordelen.', en: 'This cannot be judged.' });
