import { message } from '../../../kit/message.js';

export const none = message({
  nl: 'U kunt schrijven naar een coach met wie u iets deelt. Nu deelt u met niemand.',
  en: 'You can write to a coach with whom you share something. Now you share with nobody.',
});
export const you = message({ nl: 'U', en: 'You' });
export const nothing = message({ nl: 'Nog geen berichten.', en: 'No messages yet.' });
export const fresh = message({ nl: 'nieuw', en: 'new' });
export const session = message({
  nl: 'Over sessie {number}: {done, select, true {gedaan} other {niet gedaan}}.',
  en: 'Of session {number}: {done, select, true {done} other {not done}}.',
});
export const state = message({
  nl: '{received, select, true {Bij de coach-API.} other {Onderweg naar de coach-API.}}',
  en: '{received, select, true {With the coach API.} other {On its way to the coach API.}}',
});
export const unproven = message({
  nl: 'Dit bericht is niet na te gaan. Vraag uw coach langs een andere weg of het van hem of haar komt.',
  en: 'This message does not verify. Ask your coach by another way whether they wrote it.',
});
export const unbelieved = message({
  nl: '{count, plural, one {Er kwam één bericht dat niet te geloven is, en dat hier niet getoond wordt.} other {Er kwamen # berichten die niet te geloven zijn, en die hier niet getoond worden.}} Meld het aan uw programmabeheerder.',
  en: '{count, plural, one {One message came that cannot be believed, and is not shown here.} other {# messages came that cannot be believed, and are not shown here.}} Report it to your programme administrator.',
});
export const write = message({ nl: 'Schrijf naar {coach}', en: 'Write to {coach}' });
export const help = message({
  nl: 'Verzegeld voor uw coach; niemand onderweg leest mee.',
  en: 'Sealed for your coach; nobody on the way reads along.',
});
export const send = message({ nl: 'Versturen', en: 'Send' });
export const sent = message({
  nl: '{received, select, true {Verstuurd: de coach-API heeft het.} other {Geschreven; het gaat naar de coach-API zodra ze bereikbaar is.}}',
  en: '{received, select, true {Sent: the coach API has it.} other {Written; it goes to the coach API as soon as that can be reached.}}',
});
export const empty = message({ nl: 'Schrijf eerst iets.', en: 'First write something.' });
