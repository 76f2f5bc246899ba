import { MalformedEventError } from '../events-in/events-in.errors';
import type { ShopEvent } from '../events-in/event-applier.port';
import { pageAt } from '../payload/payload-fields';
import type { Decision, DecisionDetails } from '../requests/decision';
import { readData } from './read-data';
import { ActionDecidedDto } from './standard.dto';

/** What the shop has decided on: it changes records only by way of what is done then. */
export const ACTION_DECIDED = 'action.decided';

export interface TypedDecision {
  /** The action's key, or the request's number. */
  name: string;
  decision: Decision;
  details: DecisionDetails;
}

/** `action.decided`: the answer to what an outgoing event said was requested. */
export function standardDecision(event: ShopEvent): TypedDecision {
  const { actionKey, requestNumber, decision, ...word } = readData(event, ActionDecidedDto);
  const name = actionKey ?? requestNumber;
  if (!name) throw new MalformedEventError('data.actionKey');
  const labelUrl = word.labelUrl ? pageAt(word.labelUrl) : null;
  return {
    name,
    decision,
    details: {
      ...(word.returnNumber && { returnNumber: word.returnNumber }),
      ...(labelUrl && { labelUrl }),
      ...(word.reason && { reason: word.reason }),
    },
  };
}
