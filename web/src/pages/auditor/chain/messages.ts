import { message } from '../../../kit/message.js';

export const chainHelp = message({
  nl: 'Elk blok draagt de hash van het blok ervoor. Wie er één verandert, moet alle latere veranderen, en die zijn medeondertekend.',
  en: 'Each block carries the hash of the block before it. Whoever changes one has to change all later ones, and those are cosigned.',
});
export const chainOlder = message({ nl: 'Oudere blokken', en: 'Older blocks' });
export const chainNewest = message({ nl: 'Nieuwste blokken', en: 'Newest blocks' });
export const chainNone = message({ nl: 'Dit logboek heeft nog geen blokken.', en: 'This log has no blocks yet.' });
export const chainFailed = message({
  nl: 'Het logboek geeft dit blok niet, of niet leesbaar.',
  en: 'The log does not give this block, or not readably.',
});
export const blockMisplaced = message({
  nl: 'Gevraagd werd blok {asked}, en het logboek gaf blok {given}. Probeer het opnieuw; blijft het zo, verwittig dan de getuigen.',
  en: 'Block {asked} was asked for, and the log gave block {given}. Try again; if it stays so, tell the witnesses.',
});
export const block = message({ nl: 'Blok {height}', en: 'Block {height}' });
export const blockLeaves = message({
  nl: '{count, plural, one {# blad} other {# bladeren}}',
  en: '{count, plural, one {# leaf} other {# leaves}}',
});
export const blockVerified = message({ nl: 'nagegaan', en: 'verified' });
export const blockUnverified = message({ nl: 'niet nagegaan op dit bezoek', en: 'not verified on this visit' });
export const blockOther = message({ nl: 'ander blok dan nagegaan', en: 'another block than verified' });
export const blockOtherHere = message({
  nl: 'Het logboek geeft hier een ander blok dan deze pagina nagegaan heeft. Ga het logboek opnieuw na; blijft het zo, verwittig dan de getuigen.',
  en: 'The log gives another block here than the one that this page verified. Verify the log anew; if it stays so, tell the witnesses.',
});
export const blockTime = message({ nl: 'Gemaakt op', en: 'Made on' });
export const blockFirst = message({ nl: 'Eerste plaats', en: 'First place' });
export const blockSize = message({ nl: 'Logboek erna', en: 'Log after it' });
export const blockRoot = message({ nl: 'Wortel', en: 'Root' });
export const blockHash = message({ nl: 'Eigen hash', en: 'Its hash' });
export const blockPrevious = message({ nl: 'Hash van het blok ervoor', en: 'Hash of the block before' });
export const blockLinked = message({
  nl: 'Deze pagina berekende de hash van blok {height}: hij is gelijk.',
  en: 'This page computed the hash of block {height}: it is equal.',
});
export const blockUnlinked = message({
  nl: 'De hash van blok {height} is een andere: deze keten is gebroken.',
  en: 'The hash of block {height} is another: this chain is broken.',
});
export const blockGenesis = message({
  nl: 'Het eerste blok: ervoor was er niets.',
  en: 'The first block: nothing was before it.',
});
export const blockBefore = message({ nl: 'Blok {height} (ervoor)', en: 'Block {height} (before)' });
export const blockAfter = message({ nl: 'Blok {height} (erna)', en: 'Block {height} (after)' });
export const chainBack = message({ nl: 'Terug naar de keten', en: 'Back to the chain' });
