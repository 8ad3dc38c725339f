import { message } from '../../../kit/message.js';

export const chainHelp = message({
  nl: 'Elk blok draagt de hash van het blok ervoor. Wie er één verandert, moet alle latere veranderen. Wat een getuige medeondertekende, ligt zo vast, op het nieuwste blok na: dat ligt pas vast met het blok erna.',
  en: 'Each block carries the hash of the block before it. Whoever changes one has to change all later ones. What a witness cosigned is fixed so, but for the newest block: that is fixed with the block after it.',
});
export const chainOlder = message({ nl: 'Oudere blokken', en: 'Older blocks' });
export const chainNewest = message({ nl: 'Nieuwste blokken', en: 'Newest blocks' });
export const chainNone = message({ nl: 'Dit logboek heeft nog geen blokken.', en: 'This log has no blocks yet.' });
export const chainAway = message({
  nl: 'Het logboek antwoordt nu niet. Probeer het later opnieuw, of bij een spiegel.',
  en: 'The log does not answer now. Try again later, or ask a mirror.',
});
export const chainFailed = message({
  nl: 'Wat het logboek als zijn nieuwste blok geeft, is onleesbaar. Probeer het opnieuw, of bij een spiegel; blijft het zo, verwittig dan wie het logboek beheert.',
  en: 'What the log gives as its newest block cannot be read. Try again, or ask a mirror; if it stays so, tell whoever runs the log.',
});
export const shownAhead = message({
  nl: 'Het logboek toont nu {shown, plural, one {# blok} other {# blokken}}; nagegaan {verified, plural, one {is er #} other {zijn er #}}.',
  en: 'The log shows {shown, plural, one {# block} other {# blocks}} now; {verified, plural, one {# was} other {# were}} verified.',
});
export const shownAheadMeans = message({
  nl: 'Wat erbij kwam, is nog niet nagegaan: doe dat onder “Nagaan”.',
  en: 'What was added is not verified yet: do so under “Verify”.',
});
export const shownBehind = message({
  nl: '{shown, plural, =0 {Het logboek noemt geen nieuwste blok} one {Het logboek toont maar # blok} other {Het logboek toont maar # blokken}}, terwijl deze pagina er {verified} naging. De lijst begint bij het nieuwste dat nagegaan is.',
  en: '{shown, plural, =0 {The log names no newest block} one {The log shows # block only} other {The log shows # blocks only}}, while this page verified {verified}. The list begins with the newest one that was verified.',
});
export const shownBehindMeans = message({
  nl: 'Een logboek wordt nooit korter. Een kopie kan even achterlopen: ga het logboek opnieuw na. Blijft het zo, verwittig dan de getuigen.',
  en: 'A log never gets shorter. A copy may lag for a while: verify the log anew. If it stays so, tell the witnesses.',
});
export const missing = message({
  nl: '{count, plural, one {Blok {heights} ontbreekt} other {Blokken {heights} ontbreken}}',
  en: '{count, plural, one {Block {heights} is missing} other {Blocks {heights} are missing}}',
});
export const missingMeans = message({
  nl: 'Het logboek geeft {count, plural, one {het} other {ze}} niet, of niet leesbaar, en {count, plural, one {het hoort} other {ze horen}} er te zijn. Op die plaats is de keten hier niet te volgen. Dat betrapt nog niemand: een kopie kan onvolledig zijn.',
  en: 'The log does not give {count, plural, one {it} other {them}}, or not readably, and {count, plural, one {it has} other {they have}} to be there. At that place the chain cannot be followed here. Nobody is caught by that yet: a copy may be incomplete.',
});
export const missingAsk = message({
  nl: 'Probeer het opnieuw, of vraag {count, plural, one {het blok} other {de blokken}} aan een spiegel of aan wie het logboek beheert. Blijft het zo, verwittig dan de getuigen: zonder elk blok gaat niemand het logboek nog van het eerste blad af na.',
  en: 'Try again, or ask a mirror, or whoever runs the log, for {count, plural, one {the block} other {the blocks}}. If it stays so, tell the witnesses: without every block nobody can verify the log from its first leaf any more.',
});
export const missingHere = message({ nl: 'ontbreekt', en: 'missing' });
export const blockNotThere = message({
  nl: 'Het logboek geeft geen blok {height}, of niet leesbaar. Misschien heeft het er nog niet zo veel.',
  en: 'The log gives no block {height}, or not readably. It may not have as many yet.',
});
export const blockBeyond = message({
  nl: 'Het logboek dat deze pagina naging, heeft {verified, plural, one {# blok} other {# blokken}}, geteld vanaf 0: een blok {height} hoort daar niet bij.',
  en: 'The log that this page verified has {verified, plural, one {# block} other {# blocks}}, counted from 0: a block {height} is none of them.',
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
export const blockNewest = message({ nl: 'nagegaan, ligt nog niet vast', en: 'verified, not fixed yet' });
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
  nl: 'Deze pagina berekende de hash van blok {height}: hij is gelijk aan die hier. Wie blok {height} verandert, moet dus ook dit blok veranderen.',
  en: 'This page computed the hash of block {height}: it equals the one here. Whoever changes block {height} has to change this block too.',
});
export const blockUnlinked = message({
  nl: 'De hash van blok {height} is een andere: deze keten is gebroken. Ga het logboek na; blijft het zo, verwittig dan de getuigen.',
  en: 'The hash of block {height} is another: this chain is broken. Verify the log; if it stays so, tell the witnesses.',
});
export const blockBeforeOther = message({
  nl: 'Dit blok is nagegaan; wat het logboek nu als blok {height} geeft, is een ander dan ervoor hoort. Ga het logboek opnieuw na; blijft het zo, verwittig dan de getuigen.',
  en: 'This block is verified; what the log gives now as block {height} is another than belongs before it. Verify the log anew; if it stays so, tell the witnesses.',
});
export const blockGenesis = message({
  nl: 'Het eerste blok: ervoor was er niets.',
  en: 'The first block: nothing was before it.',
});
export const blockBefore = message({ nl: 'Blok {height} (ervoor)', en: 'Block {height} (before)' });
export const blockAfter = message({ nl: 'Blok {height} (erna)', en: 'Block {height} (after)' });
export const chainBack = message({ nl: 'Terug naar de keten', en: 'Back to the chain' });
