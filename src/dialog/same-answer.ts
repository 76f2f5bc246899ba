import type { TurnContext } from './turn-context';

/**
 * Whether a turn says nothing but what stands right above it. Once, it may be asked for again; who gets it a third time
 * means something else.
 */
export function isSameAnswerAgain({ state, replies, catalogue, lastPrompt }: TurnContext): boolean {
  const [reply] = replies;
  if (!reply || replies.length > 1 || state.task || state.offer) return false;
  const template = catalogue.find(reply.templateId);
  // Greetings and thanks are not about anything; and a person cannot be offered in place of a person.
  if (!template || template.intent === null || template.action?.type === 'hand_off') return false;
  return state.answeredWith?.templateId === reply.templateId && reply.text === lastPrompt;
}
