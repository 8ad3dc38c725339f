import { message } from '../../../kit/message.js';

export const newestCosigned = message({
  nl: 'De nieuwste stand die het logboek gaf, is medeondertekend op {time}.',
  en: 'The newest state that the log gave was cosigned on {time}.',
});
export const newestTold = message({
  nl: 'De nieuwste stand die het logboek gaf, is volgens het logboek zelf van {time}.',
  en: 'The newest state that the log gave is, as the log itself says, of {time}.',
});
export const stillTitle = message({
  nl: 'Het logboek klopt, maar deze stand is oud',
  en: 'The log is right, but this state is old',
});
export const stillBody = message({
  nl: 'Bij het nakijken was dat {days} dagen geleden. Een logboek krijgt alleen een nieuwe stand als er iets verzegeld wordt: misschien kwam er niets bij, misschien krijgt u een oude stand te zien, of loopt de klok van dit toestel voor. Vergelijk met een spiegel, of vraag een getuige welke stand de nieuwste is.',
  en: 'When it was verified that was {days} days ago. A log gets a new state only where something is sealed: perhaps nothing came, perhaps you are shown an old state, or the clock of this device is ahead. Compare with a mirror, or ask a witness which state is the newest.',
});
