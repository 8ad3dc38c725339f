import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import HciSocket from '@fit4work/hci-seam';
import type { DoctorMachine, FolderState } from '../doctor/doctor.js';
import { codeOf } from '../report.js';

export const doctorMachine: DoctorMachine = {
  nodeVersion: process.versions.node,
  now: () => Math.floor(Date.now() / 1000),
  folder: readFolder,
  radio: () => HciSocket.diagnose(),
};

/** Of a folder that may not even be looked at, it is known that it may not be written to. */
const UNSEEN: FolderState = { isFolder: true, writable: false, mode: 0o700, freeBytes: Number.POSITIVE_INFINITY };

function readFolder(path: string): FolderState | undefined {
  try {
    const state = statSync(path);
    const { bavail, bsize } = statfsSync(path);
    return {
      isFolder: state.isDirectory(),
      writable: isWritable(path),
      mode: state.mode & 0o777,
      freeBytes: bavail * bsize,
    };
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : UNSEEN;
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
