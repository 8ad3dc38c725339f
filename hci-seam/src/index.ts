import diagnoseTarget = require('./diagnose');
import SeamError = require('./error');

import type * as finding from './finding';

import H4Framer = require('./h4');
import loadHost = require('./host-loader');

import type * as machine from './machine';

import seam = require('./seam');
import type transport = require('./transport');

/** Stands in for @abandonware/bluetooth-hci-socket; its target is `FIT4WORK_HCI`. */
class HciSocket extends seam.createSeam() {}

namespace HciSocket {
  export const createSeam = seam.createSeam;
  export const loadHostWith = loadHost;
  export const Framer = H4Framer;
  export const HciSeamError = SeamError;
  export const diagnose = diagnoseTarget;
  export type Diagnosis = finding.Diagnosis;
  export type Finding = finding.Finding;
  export type FindingCode = finding.FindingCode;
  export type Facts = finding.Facts;
  export type Machine = machine.Machine;
  export type HciTarget = seam.HciTarget;
  export type HciSocketApi = seam.HciSocketApi;
  export type HciSocketClass = seam.HciSocketClass;
  export type HciTransport = transport.HciTransport;
  export type HciTransportEvents = transport.HciTransportEvents;
  export type OpenHciTransport = transport.OpenHciTransport;
}

export = HciSocket;
