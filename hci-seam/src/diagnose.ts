import diagnoseKernel = require('./diagnose-kernel');
import diagnoseStream = require('./diagnose-stream');

import type { Diagnosis, Finding } from './finding';

import finding = require('./finding-words');

import type { Machine } from './machine';

import thisMachine = require('./this-machine');

interface DiagnoseOptions {
  /** How long each answer, and a connection, may take. */
  readonly answerMs?: number;
  readonly machine?: Machine;
}

const ANSWER_MS = 2000;

/**
 * Finds out what a host on `target` would meet. It ends within five answers' time, and rejects for no state of the
 * machine.
 *
 * @param target without one, what `FIT4WORK_HCI` says, else the kernel
 */
async function diagnose(target?: string, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const { machine = thisMachine, answerMs = ANSWER_MS } = options;
  const configured = machine.variable('FIT4WORK_HCI') || undefined;
  const chosen = target ?? configured ?? 'kernel';
  const findings = [...userChannel(machine), ...(await follow(chosen, machine, answerMs))];
  return {
    target: chosen,
    chosenBy: target !== undefined ? 'argument' : configured !== undefined ? 'variable' : 'default',
    findings,
    usable: findings.every(({ state }) => state !== 'bad'),
  };
}

async function follow(target: string, machine: Machine, answerMs: number): Promise<Finding[]> {
  if (target === 'kernel') return diagnoseKernel(machine, answerMs);
  const open = machine.stream(target);
  return open ? diagnoseStream({ target, open, answerMs }) : [finding('bad-target', { target })];
}

function userChannel(machine: Machine): Finding[] {
  return machine.variable('HCI_CHANNEL_USER') ? [finding('user-channel')] : [];
}

export = diagnose;
