import type { Request } from 'express';
import type { Actor } from './actor';
import type { Session } from './login/session.service';

export const REQUIRED_ROLE = Symbol('REQUIRED_ROLE');

/** A request that the guard has let through. */
export type WithActor = Request & {
  actor: Actor;
  /** Absent for a request with a bearer key. */
  session?: Session;
};
