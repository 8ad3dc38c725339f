import { message } from '../../../kit/message.js';

export const proofElsewhere = message({
  nl: 'Het leidt niet van dit document naar de ondertekende stand: het is van een ander document, of veranderd.',
  en: 'It does not lead from this document to the signed state: it is of another document, or was changed.',
});
export const proofUnknownLog = message({
  nl: 'Het is van een logboek dat uw beleid niet noemt.',
  en: 'It is of a log that your policy does not name.',
});
export const proofFew = message({
  nl: 'De stand erin is medeondertekend door minder getuigen dan uw beleid vraagt.',
  en: 'The state in it is cosigned by fewer witnesses than your policy asks for.',
});
export const proofBadSignature = message({
  nl: 'Een handtekening onder de stand erin ontbreekt of klopt niet.',
  en: 'A signature under the state in it is missing or wrong.',
});
export const proofUnreadable = message({
  nl: 'De ondertekende stand erin is onleesbaar: vraag het bewijs opnieuw.',
  en: 'The signed state in it is unreadable: ask for the proof again.',
});
