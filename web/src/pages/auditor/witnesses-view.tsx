import { cosignedBy, followLog, type Policy, parseSignedCheckpoint, toHex } from '@fit4work/anchor-service/verifier';
import { DataTable, format, Mark, Notice, say } from '../../kit/index.js';
import { useAsked } from './blocks.js';
import { address, readerAt } from './log-address.js';
import * as words from './messages.js';
import { type Trust, trust } from './trust.js';

interface Cosigners {
  readonly policy: Policy;
  readonly size: number;
  /** When each cosigned, by name, Unix seconds. */
  readonly cosigned: ReadonlyMap<string, number>;
}

/** Who cosigned the newest state, by their own signatures and not by what the log says of them. */
export function WitnessesView() {
  const given = trust.value;
  if (given === undefined) {
    return (
      <Notice tone="plain">
        <p>{say(words.trustNeeded)}</p>
      </Notice>
    );
  }
  return <Cosigned given={given} />;
}

function Cosigned({ given }: { readonly given: Trust }) {
  const asked = useAsked(given.text, () => cosignersBy(given));
  if (asked.kind !== 'here') {
    return asked.kind === 'asking' ? null : (
      <Notice tone="care">
        <p>{say(words.unsureBody)}</p>
      </Notice>
    );
  }
  const { policy, size, cosigned } = asked.answer;
  const rows = policy.witnesses.map(({ name, key }) => ({ name, key, time: cosigned.get(name) }));
  return (
    <section class="card stack">
      <p>{say(words.witnessesHelp, { size: format.number(size) })}</p>
      <p>
        {say(words.witnessesCount, { signed: String(cosigned.size), all: rows.length, quorum: quorumWords(policy) })}
      </p>
      <DataTable
        caption={say(words.witnessesTable)}
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          { label: say(words.witnessName), cell: ({ name }) => name },
          { label: say(words.witnessWhen), cell: ({ time }) => <When time={time} /> },
          { label: say(words.witnessKey), cell: ({ key }) => <code>{`${key.name}+${toHex(key.keyId)}`}</code> },
        ]}
      />
    </section>
  );
}

function When({ time }: { readonly time: number | undefined }) {
  return (
    <span class="row">
      <Mark tone={time === undefined ? 'care' : 'good'} />
      {time === undefined ? say(words.witnessNot) : format.moment(time)}
    </span>
  );
}

async function cosignersBy(given: Trust): Promise<Cosigners> {
  const { standing, note } = await followLog(readerAt(address.value), given, { now: Math.floor(Date.now() / 1000) });
  const signed = parseSignedCheckpoint(note);
  const { policy } = standing;
  return { policy, size: signed.checkpoint.size, cosigned: cosignedBy(policy, signed.note) };
}

/** A group within a group is told by its name. */
function quorumWords({ quorum, groups }: Policy): string {
  const group = groups.find(({ name }) => name === quorum);
  if (group === undefined) return quorum === 'none' ? say(words.quorumNone) : quorum;
  return say(words.quorumOf, { count: String(group.threshold), names: group.members.join(', ') });
}
