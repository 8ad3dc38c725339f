import type * as Door from '../../protocol/dist/index.js';
import type { Case, Kind, Use } from './kind.js';
import { keyPart, listOf, revived, signerOf } from './values.js';

/* Consent (section 8): grants, withdrawals, and what sets of them amount to. */

const open = (one: Case, use: Use, compact: unknown): Door.ConsentRecord =>
  use.protocol.openConsent(String(compact), keyPart(one, use, 'publicKey'));

/** A writer puts its members in an order of its own: what it signs is opened again and compared. */
function signedAgain(one: Case, use: Use, kind: 'grant' | 'withdrawal'): Door.ConsentRecord {
  const { protocol } = use;
  const bytes = kind === 'grant' ? ['pseudonym', 'controller', 'salt'] : ['pseudonym', 'salt'];
  const value = revived(protocol, one.expect, new Set(bytes));
  const key = signerOf(one, use);
  return open(
    one,
    use,
    kind === 'grant'
      ? protocol.signGrant(value as Door.Grant, key)
      : protocol.signWithdrawal(value as Door.Withdrawal, key),
  );
}

const contentOf = (record: Door.ConsentRecord, kind: 'grant' | 'withdrawal'): unknown => {
  if (record.kind !== kind) return undefined;
  return record.kind === 'grant' ? record.grant : record.withdrawal;
};

const recordKind = (kind: 'grant' | 'withdrawal'): Kind => ({
  read: (one, use) => contentOf(open(one, use, one.jws), kind),
  also: (one, use) => [
    [open(one, use, one.jws).id, one.id],
    [contentOf(signedAgain(one, use, kind), kind), one.expect],
    [use.protocol.toHex(use.protocol.leafOf(use.protocol.jwsBytes(String(one.jws)))), one.id],
    [use.protocol.jwsText(use.protocol.jwsBytes(String(one.jws))), one.jws],
  ],
});

const replay: Kind = {
  read: (one, use) => {
    const { protocol } = use;
    const records = listOf(one.records).map((record) => open(one, use, record));
    const heads = listOf(one.heads).map(String);
    const authorities = protocol.replay(records, Number(one.at), heads);
    if (one.op === 'living') return protocol.livingGrants(records, Number(one.at), heads).map(({ id }) => id);
    if (one.op === 'ask') return protocol.findAuthority(authorities, one.ask as Door.Ask)?.id ?? null;
    return {
      authorities: authorities.map(({ id }) => id).sort(),
      complete: protocol.isComplete(records, heads),
      heads: protocol.headsOf(records),
    };
  },
};

export const CONSENT: Readonly<Record<string, Kind>> = {
  grant: recordKind('grant'),
  withdrawal: recordKind('withdrawal'),
  'consent-replay': replay,
};
