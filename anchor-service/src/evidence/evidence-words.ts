import type { Checkpoint, Relation } from '@fit4work/protocol';

/** The two checkpoints of a case, what they are to each other, and when it was found, Unix seconds. */
interface Case {
  readonly a: Checkpoint;
  readonly b: Checkpoint;
  readonly relation: Relation;
  readonly time: number;
}

/** How two checkpoints cannot both be true: by their roots at one size, or by the path between two sizes. */
type Reason = 'roots' | 'path';

const NL = {
  contradictory:
    'Dit logboek heeft a.checkpoint en b.checkpoint allebei ondertekend. Ze kunnen niet allebei waar zijn: het heeft zijn verleden herschreven.',
  other:
    'Dit logboek toonde b.checkpoint nadat het a.checkpoint getoond had. Dat hoort niet, maar beide kunnen waar zijn: iemand kan een oud checkpoint opnieuw tonen.',
  unproven:
    'Of er is een ander verleden: de bundel heeft daar geen bewijs van. Met een andere kopie van het logboek is het na te gaan: --log KOPIE.',
  roots: 'Ze noemen dezelfde grootte en een andere inhoud.',
  path: 'Het bestand "proof" hoort bij de grootste van de twee, en zegt dat de inhoud op de kleinste grootte een andere was.',
};
const EN = {
  contradictory: 'This log signed both a.checkpoint and b.checkpoint. They cannot both be true: it rewrote its past.',
  other:
    'This log showed b.checkpoint after it had shown a.checkpoint. It should not, but both can be true: anybody can show an old checkpoint again.',
  unproven:
    'Or there is another past: the bundle has no proof of that. By another copy of the log it can be told: --log COPY.',
  roots: 'They name the same size and another content.',
  path: 'The file "proof" belongs to the larger of the two, and says that the content at the smaller size was another.',
};

/** What a person reads who finds the folder. */
export function aboutEvidence({ a, b, relation, time }: Case): string {
  const when = new Date(time * 1000).toISOString();
  const reason = relation === 'contradictory' ? (a.size === b.size ? 'roots' : 'path') : undefined;
  return `Bewijs tegen het logboek ${a.origin}, gevonden op ${when}

${sentences(NL, relation, reason)}
a.checkpoint (${a.size} bladeren) was eerder bekend; b.checkpoint (${b.size} bladeren) kwam later.
Bewaar deze map zoals ze is, en geef een kopie aan de getuigen en aan een onafhankelijke deskundige.
Controleren zonder het logboek te vertrouwen: fit4work-verify evidence MAP --policy BELEID

Evidence against the log ${a.origin}, found on ${when}

${sentences(EN, relation, reason)}
a.checkpoint (${a.size} leaves) was known before; b.checkpoint (${b.size} leaves) came later.
Keep this folder as it is, and give a copy to the witnesses and to an independent expert.
To verify it without trusting the log: fit4work-verify evidence FOLDER --policy POLICY
`;
}

/** The same of two policy statements of one number. */
export function aboutStatements({
  origin,
  number,
  time,
}: {
  readonly origin: string;
  readonly number: number;
  readonly time: number;
}): string {
  const when = new Date(time * 1000).toISOString();
  return `Bewijs tegen het logboek ${origin}, gevonden op ${when}

Dit logboek heeft a.statement en b.statement allebei ondertekend: twee verklaringen met nummer ${number} die niet hetzelfde
zeggen over wie er voortaan te vertrouwen is. a.statement was eerder bekend; b.statement kwam later.
Bewaar deze map zoals ze is, en geef een kopie aan de getuigen en aan een onafhankelijke deskundige.
Controleren zonder het logboek te vertrouwen: fit4work-verify evidence MAP --policy BELEID (het beleid dat ervoor gold)

Evidence against the log ${origin}, found on ${when}

This log signed both a.statement and b.statement: two statements of number ${number} that do not say the same about whom
to believe from then on. a.statement was known before; b.statement came later.
Keep this folder as it is, and give a copy to the witnesses and to an independent expert.
To verify it without trusting the log: fit4work-verify evidence FOLDER --policy POLICY (the policy that stood before)
`;
}

function sentences(words: typeof NL, relation: Relation, reason: Reason | undefined): string {
  if (reason !== undefined) return `${words.contradictory}\n${words[reason]}`;
  return relation === 'undecided' ? `${words.other}\n${words.unproven}` : words.other;
}
