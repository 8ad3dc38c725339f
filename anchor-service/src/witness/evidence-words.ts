import type { Contradiction } from './contradiction.js';

/** Against which log, how, and when it was found, Unix seconds. */
interface Case {
  readonly origin: string;
  readonly contradiction: Contradiction;
  readonly time: number;
}

const NL = {
  roots: 'Ze noemen dezelfde grootte en een andere inhoud.',
  path: 'Het bestand "proof" hoort bij de grootste van de twee, en zegt dat de inhoud op de kleinste grootte een andere was.',
};
const EN = {
  roots: 'They name the same size and another content.',
  path: 'The file "proof" belongs to the larger of the two, and says that the content at the smaller size was another.',
};

/** What a person reads who finds the folder. */
export function aboutEvidence({ origin, contradiction, time }: Case): string {
  const when = new Date(time * 1000).toISOString();
  return `Bewijs tegen het logboek ${origin}, gevonden op ${when}

Dit logboek heeft a.checkpoint en b.checkpoint allebei ondertekend. Ze kunnen niet allebei waar zijn.
${NL[contradiction]}
a.checkpoint is de stand die deze getuige eerder had medeondertekend; b.checkpoint is geweigerd.
Bewaar deze map en geef er een kopie van aan de andere getuigen en aan een onafhankelijke deskundige.
Controleren zonder het logboek te vertrouwen: fit4work-verify evidence MAP --policy BELEID

Evidence against the log ${origin}, found on ${when}

This log signed both a.checkpoint and b.checkpoint. They cannot both be true.
${EN[contradiction]}
a.checkpoint is what this witness had cosigned before; b.checkpoint was refused.
Keep this folder, and give a copy of it to the other witnesses and to an independent expert.
To verify it without trusting the log: fit4work-verify evidence FOLDER --policy POLICY
`;
}
