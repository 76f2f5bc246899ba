import type { Request } from 'express';
import type { Actor } from './actor';

export const REQUIRED_ROLE = Symbol('REQUIRED_ROLE');

/** A request that the guard has let through. */
export type WithActor = Request & { actor: Actor };
