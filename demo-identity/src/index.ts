export { type Account, type Client, type Plan, readPlan } from './core/plan.js';
export { DemoIdentityError, type DemoIdentityErrorCode } from './error.js';
export { IDENTITY_PROGRAM } from './settings.js';
