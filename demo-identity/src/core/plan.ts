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

/** What a plan file says. */
export interface Plan {
  readonly clients: readonly Client[];
  readonly accounts: readonly Account[];
}

type Fields = Readonly<Record<string, unknown>>;

const CLIENT = ['clientId', 'secret', 'redirectUrl', 'backChannelLogoutUrl'] as const;

/** @throws DemoIdentityError `bad-config` */
export function readPlan(json: unknown): Plan {
  if (!isRecord(json) || json.version !== 1 || !Array.isArray(json.clients) || !Array.isArray(json.accounts)) {
    throw new DemoIdentityError('bad-config', 'it must have version 1, clients and accounts');
  }
  return { clients: json.clients.map(readClient), accounts: json.accounts.map(readAccount) };
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
