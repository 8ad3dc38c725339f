import { message } from '../../../kit/message.js';

export const title = message({ nl: 'Een polsband koppelen', en: 'Pair a wristband' });
export const search = message({ nl: 'Zoek polsbanden', en: 'Look for wristbands' });
export const searchAgain = message({ nl: 'Zoek opnieuw', en: 'Look again' });
export const searching = message({
  nl: 'Uw agent luistert wie er in de buurt is…',
  en: 'Your agent is listening for who is near…',
});
export const found = message({
  nl: '{count, plural, =0 {Er is geen polsband gehoord. Houd hem dichtbij, kijk of hij aanstaat en met geen telefoon verbonden is, en zoek opnieuw.} one {Er is # polsband in de buurt.} other {Er zijn # polsbanden in de buurt.}}',
  en: '{count, plural, =0 {No wristband was heard. Hold it near, see that it is on and connected to no telephone, and look again.} one {There is # wristband near.} other {There are # wristbands near.}}',
});
export const nameless = message({ nl: 'Een polsband zonder naam', en: 'A wristband without a name' });
export const kind = message({
  nl: '{family, select, huami {Mi Band of Amazfit} infinitime {PineTime} banglejs {Bangle.js} standard {Hartslagsensor} other {Een andere polsband}}',
  en: '{family, select, huami {Mi Band or Amazfit} infinitime {PineTime} banglejs {Bangle.js} standard {Heart rate sensor} other {Another wristband}}',
});
export const signal = message({
  nl: '{near, select, close {Vlakbij} near {In de buurt} other {Verder weg}}',
  en: '{near, select, close {Very near} near {Near} other {Farther away}}',
});
export const addressEnds = message({ nl: 'adres eindigt op {tail}', en: 'address ends in {tail}' });
export const pair = message({ nl: 'Koppel', en: 'Pair' });
export const pairThis = message({ nl: 'Koppel {name}, {tail}', en: 'Pair {name}, {tail}' });
export const confirm = message({
  nl: 'Bevestig op de polsband wanneer die erom vraagt…',
  en: 'Confirm on the wristband when it asks…',
});
export const pairing = message({ nl: 'De polsband wordt gekoppeld…', en: 'The wristband is being paired…' });
export const paired = message({ nl: 'Gekoppeld', en: 'Paired' });
export const pairedNow = message({
  nl: '{name} is gekoppeld, en wordt nu uitgelezen.',
  en: '{name} is paired, and is read from now on.',
});
