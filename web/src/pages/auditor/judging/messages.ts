import { message } from '../../../kit/message.js';

export const judgingStep = message({
  nl: 'Stap {step} van {steps}: {what}. {share} gedaan.',
  en: 'Step {step} of {steps}: {what}. {share} done.',
});
export const stepMembers = message({ nl: 'het pakket wordt uitgepakt', en: 'the pack is being unpacked' });
export const stepManifest = message({
  nl: 'elk deel wordt naast het manifest gelegd',
  en: 'each part is held against the manifest',
});
export const stepBlocks = message({
  nl: 'de keten van blokken wordt nagegaan',
  en: 'the chain of blocks is being verified',
});
export const stepLinks = message({
  nl: 'de plaats van de blokken in het logboek wordt nagerekend',
  en: 'the place of the blocks in the log is being worked out',
});
export const stepReport = message({
  nl: 'het verslag wordt opnieuw gemaakt',
  en: 'the report is being made anew',
});
export const stepDays = message({
  nl: 'de handtekeningen van elke dag worden nagegaan',
  en: 'the signatures of each day are being verified',
});
export const stop = message({ nl: 'Stop', en: 'Stop' });
export const stopped = message({
  nl: 'Gestopt: over dit pakket is niets gezegd. Kies het opnieuw om het na te gaan.',
  en: 'Stopped: nothing is said of this pack. Choose it again to verify it.',
});
