import { DemoIdentityError } from '../error.js';

/** Somebody who can be chosen at the login. */
export interface Account {
  readonly subject: string;
  readonly name: string;
  /** As ACM/IDM tells them: `right-context:organisation`. */
  readonly capacities: readonly string[];
}

/** A program that asks this provider who somebody is. */
export interface Client {
  readonly clientId: string;
  readonly secret: string;
  readonly redirectUrl: string;
  readonly backChannelLogoutUrl: string;
}

/** `/once/CODE`: who follows it is that account at the next login, once. */
export interface Link {
  readonly code: string;
  readonly subject: string;
  /** Where the login begins. */
  readonly to: string;
}

/** What a plan file says. */
export interface Plan {
  readonly clients: readonly Client[];
  readonly accounts: readonly Account[];
  readonly links: readonly Link[];
}

type Fields = Readonly<Record<string, unknown>>;

const CLIENT = ['clientId', 'secret', 'redirectUrl', 'backChannelLogoutUrl'] as const;

/** @throws DemoIdentityError `bad-config` */
export function readPlan(json: unknown): Plan {
  if (!isRecord(json) || json.version !== 1 || !Array.isArray(json.clients) || !Array.isArray(json.accounts)) {
    throw new DemoIdentityError('bad-config', 'it must have version 1, clients and accounts');
  }
  const links: unknown = json.links ?? [];
  if (!Array.isArray(links)) throw new DemoIdentityError('bad-config', 'links must be a list');
  const accounts = json.accounts.map(readAccount);
  return {
    clients: json.clients.map(readClient),
    accounts,
    links: links.map((link, i) => readLink(link, i, accounts)),
  };
}

function readLink(value: unknown, i: number, accounts: readonly Account[]): Link {
  const [code, subject, to] = ['code', 'subject', 'to'].map((name) => textOf(value, name));
  if (!code || !to || !isLoopback(to) || !accounts.some((account) => account.subject === subject)) {
    throw new DemoIdentityError(
      'bad-config',
      `link ${i + 1} must have code, the subject of an account, and to on 127.0.0.1`,
    );
  }
  return { code, subject: subject ?? '', to };
}

function readClient(value: unknown, i: number): Client {
  const [clientId, secret, redirectUrl, backChannelLogoutUrl] = CLIENT.map((name) => textOf(value, name));
  if (!clientId || !secret || !redirectUrl || !backChannelLogoutUrl) {
    throw new DemoIdentityError('bad-config', `client ${i + 1} must have ${CLIENT.join(', ')}`);
  }
  if (![redirectUrl, backChannelLogoutUrl].every(isLoopback)) {
    throw new DemoIdentityError('bad-config', `client ${i + 1} must be on 127.0.0.1: this provider proves nothing`);
  }
  return { clientId, secret, redirectUrl, backChannelLogoutUrl };
}

function readAccount(value: unknown, i: number): Account {
  const [subject, name] = [textOf(value, 'subject'), textOf(value, 'name')];
  const capacities: unknown = isRecord(value) ? value.capacities : undefined;
  const isList = Array.isArray(capacities) && capacities.every((each) => typeof each === 'string');
  if (!subject || !name || !isList) {
    throw new DemoIdentityError('bad-config', `account ${i + 1} must have subject, name and capacities`);
  }
  return { subject, name, capacities };
}

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const textOf = (value: unknown, name: string): string => {
  const text = isRecord(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : '';
};

/** Whether an address is of this machine alone. */
export const isLoopback = (url: string): boolean => /^https?:\/\/127\.0\.0\.1(:[0-9]{1,5})?(\/|$)/.test(url);
