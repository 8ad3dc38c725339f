import { FindingError, type Policy, toHex } from '@fit4work/anchor-service/verifier';
import { DataTable, format, Mark, Notice, say } from '../../kit/index.js';
import { Asking } from './asking.js';
import { useAsked } from './blocks.js';
import { type Cosigners, cosignersOf } from './cosigners.js';
import { FoundNotice } from './found-notice.js';
import { address } from './log-address.js';
import * as words from './messages.js';
import { OtherKeys } from './other-keys.js';
import { type Trust, trust } from './trust.js';

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
  const asked = useAsked(`${address.value} ${given.text}`, () => cosignersOf(address.value, given));
  if (asked.kind !== 'here') {
    return asked.kind === 'asking' ? <Asking /> : <Unknown error={asked.error} />;
  }
  return <Signed {...asked.answer} />;
}

function Unknown({ error }: { readonly error: unknown }) {
  if (error instanceof FindingError) return <FoundNotice finding={error.finding} convicts={error.convicts} />;
  return (
    <Notice tone="care" title={say(words.unsure)}>
      <p>{say(words.unsureBody)}</p>
    </Notice>
  );
}

function Signed({ policy, size, told, cosigned, otherKeys, strangers, isQuorum }: Cosigners) {
  const rows = policy.witnesses.map(({ name, key }) => ({
    name,
    key,
    time: told.get(name),
    counts: cosigned.has(name),
  }));
  const isAlone = cosigned.size === 0;
  return (
    <section class="card stack">
      <p>{say(words.witnessesHelp, { size: format.number(size) })}</p>
      <Notice tone={!isQuorum ? 'bad' : isAlone ? 'care' : 'good'}>
        <p>
          {say(words.witnessesCount, { signed: String(cosigned.size), all: rows.length, quorum: quorumWords(policy) })}
        </p>
        {!isQuorum && <p>{say(words.witnessesFew)}</p>}
        {isQuorum && isAlone && <p>{say(words.noWitness)}</p>}
        {strangers > 0 && <p>{say(words.witnessesStrange, { count: strangers })}</p>}
      </Notice>
      <OtherKeys names={otherKeys} />
      {rows.length > 0 && (
        <DataTable
          caption={say(words.witnessesTable)}
          rows={rows}
          keyOf={({ name }) => name}
          columns={[
            { label: say(words.witnessName), cell: (row) => <Who {...row} /> },
            { label: say(words.witnessWhen), cell: (row) => <When {...row} /> },
          ]}
        />
      )}
    </section>
  );
}

/** The key below the name: beside it, nothing of the table would be seen whole on a telephone. */
function Who({ name, key: { name: keyName, keyId } }: Pick<Policy['witnesses'][number], 'name' | 'key'>) {
  return (
    <span class="who">
      {name}
      <code>{`${keyName}+${toHex(keyId)}`}</code>
    </span>
  );
}

function When({ time, counts }: { readonly time: number | undefined; readonly counts: boolean }) {
  return (
    <span class="marked">
      <Mark tone={counts ? 'good' : 'care'} />
      <span>
        {time === undefined ? say(words.witnessNot) : format.moment(time)}
        {time !== undefined && !counts && ` (${say(words.witnessAhead)})`}
      </span>
    </span>
  );
}

/** A group within a group is told by its name. */
function quorumWords({ quorum, groups }: Policy): string {
  const group = groups.find(({ name }) => name === quorum);
  if (group === undefined) return quorum === 'none' ? say(words.quorumNone) : quorum;
  return say(words.quorumOf, { count: String(group.threshold), names: group.members.join(', ') });
}
