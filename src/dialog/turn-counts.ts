import { wordingOf, type CountedWording, type Rendered } from '../templates';
import type { SenderState } from './conversation-state';
import type { FindTemplate } from './move';
import type { TurnContext } from './turn-context';

/** Each wording that was said, once for each time. */
export function countSaid(replies: Rendered[]): CountedWording[] {
  return replies.map((reply) => ({ ...wordingOf(reply), counts: { said: 1 } }));
}

/**
 * What a turn counts: its own replies as said, and what it tells of the answer before it, which is the first reply
 * of the sender's last turn; a second one only puts the open question again.
 * `before` is the sender's state as it was when the message came.
 */
export function countTurn(turn: TurnContext, before: SenderState, find: FindTemplate): CountedWording[] {
  const said = countSaid(turn.replies);
  const { answeredWith } = before;
  if (!answeredWith) return said;
  const chosen = find(chosenIn(turn) ?? '');
  const answer = find(answeredWith.templateId);
  // Who is asked for confirmation, or for a fact that is missing, has asked for the person before that.
  const isNew = before.task?.templateId !== chosen?.id;
  if (chosen?.action?.type === 'hand_off' && isNew) {
    return [...said, { ...answeredWith, counts: { askedForPerson: 1 } }];
  }
  // Thanks in the middle of a task, or after "I did not understand that", say nothing of an answer that helped.
  const isAnswered = !before.task && !before.offer && answer?.kind === 'answer' && !answer.isClosing;
  if (chosen?.isClosing && isAnswered) return [...said, { ...answeredWith, counts: { resolved: 1 } }];
  return said;
}

/** The template that the message wanted: the one on its way to an answer, or the one that answered. */
function chosenIn({ state, turnNumber, replies }: TurnContext): string | undefined {
  return state.task?.openedAt === turnNumber ? state.task.templateId : replies[0]?.templateId;
}
