import { ACTION_TYPES, type ActionType } from '../../common';
import { INTENTS } from '../../nlu';
import { NEEDS, type Need, type Template, type TemplateFault, type TemplateKind } from '../template.types';
import { checkBodies } from './bodies-check';
import { isLocale, LAST_LOCALE } from '../rendering/locale-chain';
import { isOneOf, isRecord, isTextOf, type Unchecked } from './unchecked';

const ID = /^[a-z][a-z0-9_-]{0,63}$/;
const MAX_DESCRIPTION = 500;
const MAX_EXAMPLES = 50;
const MAX_EXAMPLE = 300;
const MAX_BUTTONS = 10;
const MAX_BUTTON = 80;

const NEEDS_OF_ACTION: Partial<Record<ActionType, Need[]>> = {
  create_return: ['order', 'orderLine'],
  create_exchange: ['order', 'orderLine'],
  cancel_order: ['order'],
  change_address: ['order', 'newAddress'],
};

export type TemplateCheck =
  { kind: 'valid'; template: Template } | { kind: 'invalid'; faults: TemplateFault[] };

/**
 * Checks whatever claims to be a template, from a file, a form or the database, and lists all its faults at once.
 * A valid one comes back with only the fields that a template has, and with what was left out filled in.
 * In the default locale, or in English, it has to have every reply that it can come to.
 */
export function checkTemplate(
  candidate: unknown,
  kind: TemplateKind,
  defaultLocale = LAST_LOCALE,
): TemplateCheck {
  if (!isRecord(candidate)) {
    return {
      kind: 'invalid',
      faults: [{ path: '', code: 'wrong_type', message: 'A template is an object.' }],
    };
  }
  const unchecked: Unchecked = { intent: null, needs: [], action: null, examples: [], ...candidate };
  const faults = [
    ...checkIdentity(unchecked),
    ...checkExamples(unchecked.examples, kind),
    ...checkNeeds(unchecked.needs),
    ...checkAction(unchecked.action),
    ...checkNeedsTogether(unchecked),
    ...checkButtons(unchecked.suggestedActions),
    ...checkClosing(unchecked.isClosing),
    ...checkKind(unchecked, kind),
  ];
  // What a body may say depends on needs and action, so these have to be right first.
  faults.push(...checkBodies(unchecked, kind, defaultLocale, faults.length === 0));
  return faults.length > 0 ? { kind: 'invalid', faults } : { kind: 'valid', template: pick(unchecked) };
}

function checkIdentity({ id, intent, description }: Unchecked): TemplateFault[] {
  const faults: TemplateFault[] = [];
  if (typeof id !== 'string' || !ID.test(id)) {
    const message = 'An id has 1 to 64 small letters, digits, "_" and "-", and begins with a letter.';
    faults.push({ path: 'id', code: 'invalid_id', message });
  }
  if (intent !== null && !isOneOf(INTENTS, intent)) {
    const message = `The intent is ${INTENTS.join(', ')}, or null for any.`;
    faults.push({ path: 'intent', code: 'unknown_intent', message });
  }
  if (!isTextOf(description, MAX_DESCRIPTION)) {
    const message = `The description says when the reply fits, in 1 to ${MAX_DESCRIPTION} characters.`;
    faults.push({ path: 'description', code: 'invalid_description', message });
  }
  return faults;
}

function checkExamples(examples: unknown, kind: TemplateKind): TemplateFault[] {
  if (!Array.isArray(examples)) {
    return [{ path: 'examples', code: 'wrong_type', message: 'The examples are a list of texts.' }];
  }
  const faults: TemplateFault[] = [];
  const atLeast = kind === 'prompt' ? 0 : 1;
  if (examples.length < atLeast || examples.length > MAX_EXAMPLES) {
    const message = `Between ${atLeast} and ${MAX_EXAMPLES} examples are needed; there are ${examples.length}.`;
    faults.push({ path: 'examples', code: 'examples_count', message });
  }
  examples.forEach((example: unknown, index) => {
    if (isTextOf(example, MAX_EXAMPLE)) return;
    const message = `An example has 1 to ${MAX_EXAMPLE} characters.`;
    faults.push({ path: `examples[${index}]`, code: 'example_length', message });
  });
  return faults;
}

function checkNeeds(needs: unknown): TemplateFault[] {
  if (!Array.isArray(needs)) return [{ path: 'needs', code: 'wrong_type', message: 'The needs are a list.' }];
  return needs.flatMap((need: unknown, index) => {
    if (isOneOf(NEEDS, need)) return [];
    const message = `"${String(need)}" is unknown. There are: ${NEEDS.join(', ')}.`;
    return [{ path: `needs[${index}]`, code: 'unknown_need', message }];
  });
}

function checkAction(action: unknown): TemplateFault[] {
  if (action === null) return [];
  if (!isRecord(action)) {
    return [
      { path: 'action', code: 'wrong_type', message: 'The action has a type and confirm, or is null.' },
    ];
  }
  const faults: TemplateFault[] = [];
  if (!isOneOf<ActionType>(ACTION_TYPES, action.type)) {
    const message = `"${String(action.type)}" is unknown. There are: ${ACTION_TYPES.join(', ')}.`;
    faults.push({ path: 'action.type', code: 'unknown_action', message });
  }
  if (typeof action.confirm !== 'boolean') {
    const message = 'Say with true or false whether the customer is asked first.';
    faults.push({ path: 'action.confirm', code: 'wrong_type', message });
  }
  return faults;
}

/** What an action works on has to be asked for, and a line can be asked for once its order is known. */
function checkNeedsTogether({ needs, action }: Unchecked): TemplateFault[] {
  if (!Array.isArray(needs)) return [];
  const type = isRecord(action) && isOneOf<ActionType>(ACTION_TYPES, action.type) ? action.type : undefined;
  const missing = ((type && NEEDS_OF_ACTION[type]) ?? []).filter((need) => !needs.includes(need));
  const faults = missing.map((need) => ({
    path: 'needs',
    code: 'action_without_need',
    message: `The action "${type}" works on "${need}", so the template needs it.`,
  }));
  const line = needs.indexOf('orderLine');
  if (line >= 0 && !needs.slice(0, line).includes('order')) {
    const message = 'Which item it is can be asked once the order is known: put "order" before "orderLine".';
    faults.push({ path: `needs[${line}]`, code: 'line_before_order', message });
  }
  return faults;
}

function checkButtons(buttons: unknown): TemplateFault[] {
  if (buttons === undefined) return [];
  const path = 'suggestedActions';
  if (!isRecord(buttons)) {
    return [{ path, code: 'wrong_type', message: 'The suggested actions are a list of texts per locale.' }];
  }
  return Object.entries(buttons).flatMap(([locale, texts]) => {
    if (!isLocale(locale)) {
      const message = `"${locale}" is not written as a locale is: en, de-AT.`;
      return [{ path: `${path}.${locale}`, code: 'invalid_locale', message }];
    }
    const isValid =
      Array.isArray(texts) &&
      texts.length <= MAX_BUTTONS &&
      texts.every((text) => isTextOf(text, MAX_BUTTON));
    if (isValid) return [];
    const message = `At most ${MAX_BUTTONS} texts of 1 to ${MAX_BUTTON} characters.`;
    return [{ path: `${path}.${locale}`, code: 'invalid_suggested_actions', message }];
  });
}

function checkClosing(isClosing: unknown): TemplateFault[] {
  if (isClosing === undefined || typeof isClosing === 'boolean') return [];
  const message = 'Say with true or false whether the customer who says it has what they came for.';
  return [{ path: 'isClosing', code: 'wrong_type', message }];
}

function checkKind({ needs, action }: Unchecked, kind: TemplateKind): TemplateFault[] {
  const isPlain = action === null && Array.isArray(needs) && needs.length === 0;
  if (kind === 'answer' || isPlain) return [];
  return [
    {
      path: 'action',
      code: 'not_an_answer',
      message: `A template of kind "${kind}" has no needs and no action.`,
    },
  ];
}

function pick(checked: Unchecked): Template {
  const { id, intent, description, examples, needs, action, bodies, suggestedActions, isClosing } =
    checked as unknown as Template;
  return {
    id,
    intent,
    description,
    examples,
    needs,
    action: action && { type: action.type, confirm: action.confirm },
    bodies,
    ...(suggestedActions && { suggestedActions }),
    ...(isClosing && { isClosing }),
  };
}
