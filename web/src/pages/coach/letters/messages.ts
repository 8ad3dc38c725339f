import { message } from '../../../kit/message.js';

export const you = message({ nl: 'U', en: 'You' });
export const none = message({ nl: 'Er is nog niets gezegd.', en: 'Nothing has been said yet.' });
export const report = message({
  nl: 'Sessie {number}: {done, select, true {gedaan} other {niet gedaan}}{effort, select, none {} other {, inspanning {effort} op 10}}.',
  en: 'Session {number}: {done, select, true {done} other {not done}}{effort, select, none {} other {, effort {effort} of 10}}.',
});
export const fate = message({
  nl: '{fate, select, seen {gezien} told {verstuurd, nog niet gezien} other {wacht tot de computer van deze persoon verbinding maakt}}',
  en: '{fate, select, seen {seen} told {sent, not seen yet} other {waits until the computer of this person connects}}',
});
export const write = message({ nl: 'Schrijf naar {name}', en: 'Write to {name}' });
export const help = message({
  nl: 'Het gaat verzegeld naar deze persoon. De coach-API bewaart het verzegeld en opent het om het u te tonen, zolang met u gedeeld wordt.',
  en: 'It goes sealed to this person. The coach API keeps it sealed, and opens it to show it to you for as long as something is shared with you.',
});
export const send = message({ nl: 'Versturen', en: 'Send' });
export const sent = message({ nl: 'Uw bericht is verstuurd.', en: 'Your message was sent.' });
