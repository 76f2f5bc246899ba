import type { RankedTemplate, Understanding } from '../nlu';
import type { PublishedTemplate } from '../templates';
import type { OpenTask, SenderState } from './conversation-state';
import {
  codeIn,
  emailIn,
  idAsked,
  isCorrection,
  isFreeText,
  isSameNumber,
  isWordless,
  lastEntity,
  lineSpokenOf,
  withoutCode,
  wordsBeside,
  wordsOf,
} from './said';

/** What a message does in the dialog; decided from the understanding and the state alone. */
export type Move =
  | { kind: 'start_over' }
  | { kind: 'drop' }
  | { kind: 'affirm' }
  | { kind: 'deny' }
  /** Answers the open question, or corrects what was given before. */
  | { kind: 'answer' }
  /** Wants this template now; an open task is replaced. */
  | { kind: 'choose'; templateId: string }
  /** Asks something besides; once it is answered the open question comes again. */
  | { kind: 'side_question'; templateId: string }
  | { kind: 'did_you_mean'; templateIds: string[] }
  | { kind: 'out_of_scope' }
  | { kind: 'not_understood' };

export type FindTemplate = (id: string) => PublishedTemplate | undefined;

/** Moves in the dialog that are templates of their own, scored in the same pass. */
const ACTS = { affirm: 'affirm', deny: 'deny', never_mind: 'drop', start_over: 'start_over' } as const;
type Act = keyof typeof ACTS;

/** A message with more words than this besides its ID says something of its own. */
const WORDS_OF_A_PLAIN_ANSWER = 3;
/** "The blue kettle": nothing but a name. */
const WORDS_OF_A_NAME = 4;
/** A line is picked by its name, so the name's own words count here. */
const WORDS_OF_A_CHOICE = 7;
/** A reply this short to a yes-or-no question is a yes or a no, whichever is nearer. */
const WORDS_OF_A_YES_OR_NO = 3;
/** Nothing but a yes or a no. */
const WORDS_OF_A_BARE_YES_OR_NO = 2;
/** "Yes, that is all right": longer, it may say something else than was given before. */
const WORDS_OF_A_YES_IN_FULL = 5;
/** From this score on a short message is no mere yes or no. */
const LIKELY = 0.5;
/** How sure the choice must be to leave a question that any text would answer. */
const SURE = 0.75;
/** And how sure to read more than the answer in a message that gives the e-mail asked for, or another number. */
const SURE_AGAINST_AN_ANSWER = 0.97;

/**
 * Decides what the message does. Pure: same understanding, same state, same move.
 * `namesProduct`: the message calls one of the shop's products by its name.
 */
export function decideMove(
  text: string,
  understanding: Understanding,
  state: SenderState,
  find: FindTemplate,
  namesProduct = false,
): Move {
  const scores = scoresOf(understanding);
  const act = topAct(text, understanding);
  const isProductAnswer = namesProduct && state.task?.waitingFor === 'product';
  const isPlain =
    wordsOf(text).length <=
    (isSurelyAnother(understanding, state.task) ? WORDS_OF_A_NAME : WORDS_OF_A_CHOICE);
  if (isProductAnswer && !act && isPlain) return { kind: 'answer' };
  // Bare figures are near to anything; to who was asked for them they are the answer.
  const isCode = state.task?.waitingFor === 'code' && codeIn(text) !== undefined;
  if (isCode && isWordless(text)) return { kind: 'answer' };
  if (act === 'start_over') return { kind: 'start_over' };
  const isReason = state.task !== null && isFreeText(state.task.waitingFor);
  // "Changed my mind" drops nothing where a reason is asked for, unless it is surely meant so.
  if (act === 'never_mind' && !(isReason && (scores.get(act) ?? 0) < SURE)) return { kind: 'drop' };
  const isYesOrNo = act === 'affirm' || act === 'deny';
  // "And the jumper?" is no yes, to a person or to anything, whatever it is nearest to.
  const isAnother = isYesOrNo && (namesProduct || (asks(text) && (scores.get(act) ?? 0) < SURE));
  if (state.offer && isYesOrNo && !isAnother) return { kind: act };
  if (state.task)
    return moveInTask(text, understanding, state, state.task, isAnother ? undefined : act, find);
  const free = freeMove(text, understanding, state, find);
  if (!act || isAnother) return free;
  // With nothing open, "no email comes" is more than a no.
  const saysMore = isYesOrNo && wordsOf(text).length > WORDS_OF_A_BARE_YES_OR_NO && free.kind === 'choose';
  return saysMore ? free : { kind: 'drop' };
}

/** Asks something, and not just for leave as in "yes, ok?". */
function asks(text: string): boolean {
  return text.includes('?') && wordsOf(text).length > WORDS_OF_A_BARE_YES_OR_NO;
}

/**
 * The act that scores above every answer. A short "yes" or "no" is one whatever its scope; but gibberish that happens
 * to be nearest to "forget it" must not throw away what is open.
 */
function topAct(text: string, { templates, inScope }: Understanding): Act | undefined {
  const [best] = templates;
  if (!best || !isAct(best.id) || best.score <= 0) return undefined;
  const isYesOrNo = best.id === 'affirm' || best.id === 'deny';
  const isShort = isYesOrNo && wordsOf(text).length <= WORDS_OF_A_YES_IN_FULL;
  return inScope || isShort ? best.id : undefined;
}

function scoresOf({ templates }: Understanding): Map<string, number> {
  return new Map(templates.map(({ id, score }) => [id, score]));
}

function isAct(id: string): id is Act {
  return Object.hasOwn(ACTS, id);
}

function answers(understanding: Understanding): RankedTemplate[] {
  return understanding.templates.filter((ranked) => !isAct(ranked.id));
}

function freeMove(text: string, understanding: Understanding, state: SenderState, find: FindTemplate): Move {
  const { inScope, thresholds } = understanding;
  // An order's number and its e-mail, and nothing else: what there is to tell of it.
  const told =
    isWordless(text) && knowsOrder(text, understanding, state) && bestAboutOrder(understanding, find);
  if (told) return { kind: 'choose', templateId: told.id };
  if (!inScope) return { kind: 'out_of_scope' };
  // An act that the dialog does not know has nothing to say, so nobody can be answered with it.
  const [best, second] = answers(understanding).filter(({ id }) => find(id)?.kind === 'answer');
  if (!best || best.score < thresholds.lowScore) return { kind: 'not_understood' };
  // A bare number or address is nearest to something, but nobody asked for a ticket with it.
  if (find(best.id)?.action && isWordless(text)) return { kind: 'not_understood' };
  if (second && best.score - second.score < thresholds.nearTie) {
    return { kind: 'did_you_mean', templateIds: [best.id, second.id] };
  }
  return { kind: 'choose', templateId: best.id };
}

/** Whether the message, or what was told just before, gives both an order's number and its e-mail. */
function knowsOrder(text: string, understanding: Understanding, { heard }: SenderState): boolean {
  const [number, email] = [lastEntity(understanding, 'ORDER_NUMBER'), emailIn(text)];
  if (number === undefined && email === undefined) return false;
  return (number ?? heard?.orderNumber) !== undefined && (email ?? heard?.email) !== undefined;
}

/** The likeliest answer that tells of an order and does nothing. */
function bestAboutOrder(understanding: Understanding, find: FindTemplate): RankedTemplate | undefined {
  return answers(understanding).find(({ id }) => {
    const template = find(id);
    return template?.kind === 'answer' && !template.action && template.needs.includes('order');
  });
}

function moveInTask(
  text: string,
  understanding: Understanding,
  state: SenderState,
  task: OpenTask,
  act: Act | undefined,
  find: FindTemplate,
): Move {
  const scores = scoresOf(understanding);
  if (task.waitingFor === 'confirm') {
    const reply = confirmation(text, task, act, understanding, scores, find);
    if (reply) return { kind: reply };
  }
  const isGiven = answersQuestion(text, understanding, task);
  const words = lineSpokenOf(text, task.choices ?? []) ? WORDS_OF_A_CHOICE : WORDS_OF_A_PLAIN_ANSWER;
  const said = task.waitingFor === 'code' ? withoutCode(text) : text;
  const isPlain = wordsBeside(said, understanding) <= words && !isAnotherWish(said, understanding, task);
  if (isGiven && isPlain) return { kind: 'answer' };
  if (isFreeText(task.waitingFor)) return moveInFreeText(understanding, task, find);

  const wish = act ? undefined : freeMove(text, understanding, state, find);
  if (wish?.kind === 'choose' && wish.templateId !== task.templateId) {
    const template = find(wish.templateId);
    if (template && (scores.get(wish.templateId) ?? 0) >= scoreToLeave(text, understanding, task, isGiven)) {
      return template.action ? wish : { kind: 'side_question', templateId: wish.templateId };
    }
  }
  if (isGiven) return { kind: 'answer' };
  // Said once more, the wish answers nothing, but "I can't help with that" would be the wrong thing to say.
  if (wish?.kind === 'choose' && wish.templateId === task.templateId) return { kind: 'answer' };
  if (wish?.kind === 'out_of_scope' && task.waitingFor !== 'orderLine') return wish;
  return task.waitingFor === 'orderLine' || task.waitingFor === 'product'
    ? { kind: 'answer' }
    : { kind: 'not_understood' };
}

/** How sure another wish must be to be followed instead of the open question. */
function scoreToLeave(text: string, understanding: Understanding, task: OpenTask, isGiven: boolean): number {
  const { waitingFor, given } = task;
  const isItem = waitingFor === 'orderLine' || waitingFor === 'product';
  // "The thing for tea" is nearest to a question about products.
  if (!isGiven) return isItem && wordsOf(text).length <= WORDS_OF_A_CHOICE ? SURE : 0;
  const mayCorrect = waitingFor !== 'confirm' && isCorrection(text, understanding, given.orderNumber);
  // "My email address is …" is nearest to a question about accounts, and a code to one about vouchers.
  return mayCorrect || waitingFor === 'email' || waitingFor === 'code' ? SURE_AGAINST_AN_ANSWER : SURE;
}

/**
 * Yes or no to the open confirmation, if the message is one. What cannot be undone needs a clear yes: not one that
 * names another order or product, and no short question that has an answer of its own.
 */
function confirmation(
  text: string,
  task: OpenTask,
  act: Act | undefined,
  understanding: Understanding,
  scores: Map<string, number>,
  find: FindTemplate,
): 'affirm' | 'deny' | 'drop' | undefined {
  if (act === 'deny') return 'deny';
  if (namesAnother(understanding, task)) return undefined;
  // "Yes, but does it cost extra?" is no consent yet.
  const mayConsent = !asks(text);
  if (act === 'affirm' && mayConsent) return 'affirm';
  if (understanding.entities.length > 0) return undefined;
  const yes = scores.get('affirm') ?? 0;
  const drop = scores.get('never_mind') ?? 0;
  const no = Math.max(scores.get('deny') ?? 0, drop);
  const [best] = answers(understanding);
  // "Yes, cancel it" is nearest to the wish itself.
  const isSameWish = best?.id === task.templateId;
  const isOwnMessage = !isSameWish && (best?.score ?? 0) >= LIKELY;
  if (wordsOf(text).length <= WORDS_OF_A_YES_OR_NO && !isOwnMessage && yes + no > 0.02) {
    if (yes > no) return mayConsent ? 'affirm' : undefined;
    return no === drop ? 'drop' : 'deny';
  }
  // "Yes, but send it to 14 Rose Lane" is nearest to the wish too, and must not confirm what was given before.
  const needs = find(task.templateId)?.needs ?? [];
  const isTold = needs.some((need) => need === 'newAddress' || need === 'wantedItem');
  const mayTellAnew = isTold && (/\d/.test(text) || wordsOf(text).length > WORDS_OF_A_YES_IN_FULL);
  return isSameWish && mayConsent && !mayTellAnew && yes > 0.02 && yes > 3 * no ? 'affirm' : undefined;
}

/** Whether the message names an order or a product other than the task's. */
function namesAnother(understanding: Understanding, task: OpenTask): boolean {
  const { orderNumber, sku } = task.given;
  return understanding.entities.some((entity) => {
    const own = entity.type === 'ORDER_NUMBER' ? orderNumber : sku;
    return own !== undefined && !isSameNumber(entity.text, own);
  });
}

/** "Where is W1004?" while another order is to be cancelled: a wish of its own, for all that it gives a number. */
function isAnotherWish(text: string, understanding: Understanding, task: OpenTask): boolean {
  if (task.waitingFor === 'orderNumber' || task.waitingFor === 'product') return false;
  return isSurelyAnother(understanding, task) && wordsBeside(text, understanding) > 0;
}

function isSurelyAnother(understanding: Understanding, task: OpenTask | null): boolean {
  const [best] = answers(understanding);
  return understanding.inScope && best !== undefined && best.score >= SURE && best.id !== task?.templateId;
}

/** Any text answers a free-text question, unless it is surely a question of its own or another wish. */
function moveInFreeText(understanding: Understanding, task: OpenTask, find: FindTemplate): Move {
  const isOnAnother = namesAnother(understanding, task);
  const [best] = answers(understanding);
  const template = best && best.id !== task.templateId ? find(best.id) : undefined;
  if (best && template?.kind === 'answer' && understanding.inScope && best.score >= SURE) {
    const isAsked = isInformation(template) || (isOnAnother && !template.action);
    if (isAsked && template.intent !== 'complaint') return { kind: 'side_question', templateId: best.id };
    if (template.action?.type === 'hand_off' || template.action?.confirm) {
      return { kind: 'choose', templateId: best.id };
    }
  }
  return { kind: 'answer' };
}

/** A template that is answered at once: nothing to ask for, nothing to do. */
function isInformation(template: PublishedTemplate): boolean {
  return template.needs.length === 0 && !template.action;
}

/** Whether the message holds what the open question asks for. */
export function answersQuestion(text: string, understanding: Understanding, task: OpenTask): boolean {
  const email = emailIn(text) !== undefined;
  switch (task.waitingFor) {
    case 'orderNumber':
      return email || idAsked(understanding, 'ORDER_NUMBER') !== undefined;
    case 'code':
      return codeIn(text) !== undefined || email || lastEntity(understanding, 'ORDER_NUMBER') !== undefined;
    case 'email':
      return email || lastEntity(understanding, 'ORDER_NUMBER') !== undefined;
    case 'product':
      return idAsked(understanding, 'PRODUCT_ID') !== undefined;
    case 'orderLine':
      return understanding.entities.length > 0 || lineSpokenOf(text, task.choices ?? []) !== undefined;
    case 'reason':
    case 'newAddress':
    case 'wantedItem':
      return isCorrection(text, understanding, task.given.orderNumber);
    default:
      return understanding.entities.length > 0;
  }
}
