import { ACTION_TYPES, type ActionType } from '../../common';
import { INTENTS } from '../../nlu';
import { NEEDS, type Need, type Template, type TemplateFault, type TemplateKind } from '../template.types';
import { LAST_LOCALE } from '../rendering/locale-chain';
import { checkBodies } from './bodies-check';
import { Findings, type Finding } from './findings';
import { localeFault } from './locale-check';
import { nearest } from './near-miss';
import type { RuleName } from './rules';
import { isOneOf, isRecord, isTextOf, type Unchecked } from './unchecked';

const ID = /^[a-z][a-z0-9_-]{0,63}$/;
const MAX_TEMPLATE_BYTES = 128 * 1024;
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
  | { kind: 'valid'; template: Template; warnings: TemplateFault[] }
  /** `faults` are the warnings too, behind what has to be put right. */
  | { kind: 'invalid'; faults: TemplateFault[] };

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
  const { findings, template } = examineTemplate(candidate, kind, { defaultLocale });
  const faults = findings.filter(({ rule }) => rule !== undefined).map(({ fault }) => fault);
  const warnings = findings.filter(({ rule }) => rule === undefined).map(({ fault }) => fault);
  return template
    ? { kind: 'valid', template, warnings }
    : { kind: 'invalid', faults: [...faults, ...warnings] };
}

/**
 * The same, with the rule that each fault breaks.
 * @param leftOut a rule that counts as kept, to show what it is there for
 */
export function examineTemplate(
  candidate: unknown,
  kind: TemplateKind,
  { leftOut, defaultLocale = LAST_LOCALE }: { leftOut?: RuleName; defaultLocale?: string } = {},
): { findings: Finding[]; template?: Template } {
  const findings = new Findings(leftOut);
  if (!isRecord(candidate)) {
    const fault = { path: '', code: 'wrong_type', message: 'A template is an object.' };
    return { findings: [{ rule: 'field-types', fault }] };
  }
  const unchecked: Unchecked = { intent: null, needs: [], action: null, examples: [], ...candidate };
  if (isTooLarge(unchecked, findings)) return { findings: findings.all };
  checkIdentity(unchecked, findings);
  checkExamples(unchecked.examples, kind, findings);
  const before = findings.count;
  checkNeeds(unchecked.needs, findings);
  checkAction(unchecked.action, findings);
  checkNeedsTogether(unchecked, findings);
  checkKind(unchecked, kind, findings);
  // What a body may say depends on needs and action, so these have to be right first.
  const trusted = findings.count === before ? (unchecked as unknown as Template) : undefined;
  checkButtons(unchecked.suggestedActions, findings);
  checkClosing(unchecked.isClosing, findings);
  checkBodies(unchecked, kind, trusted, defaultLocale, findings);
  return { findings: findings.all, ...(findings.count === 0 && { template: pick(unchecked) }) };
}

function isTooLarge(unchecked: Unchecked, findings: Findings): boolean {
  const bytes = Buffer.byteLength(JSON.stringify(unchecked));
  const message = `A template has at most ${MAX_TEMPLATE_BYTES / 1024} KiB; this one has ${Math.ceil(bytes / 1024)}.`;
  return (
    bytes > MAX_TEMPLATE_BYTES &&
    findings.note('template-size', { path: '', code: 'template_too_large', message })
  );
}

function checkIdentity({ id, intent, description }: Unchecked, findings: Findings): void {
  if (typeof id !== 'string' || !ID.test(id)) {
    const message = 'An id has 1 to 64 small letters, digits, "_" and "-", and begins with a letter.';
    findings.note('id', { path: 'id', code: 'invalid_id', message });
  }
  if (intent !== null && !isOneOf(INTENTS, intent)) {
    const message = `The intent is ${INTENTS.join(', ')}, or null for any.`;
    findings.note('intent', { path: 'intent', code: 'unknown_intent', message, ...meant(intent, INTENTS) });
  }
  if (!isTextOf(description, MAX_DESCRIPTION)) {
    const message = `The description says when the reply fits, in 1 to ${MAX_DESCRIPTION} characters.`;
    findings.note('description', { path: 'description', code: 'invalid_description', message });
  }
}

function checkExamples(examples: unknown, kind: TemplateKind, findings: Findings): void {
  if (!Array.isArray(examples)) {
    const message = 'The examples are a list of texts.';
    findings.note('field-types', { path: 'examples', code: 'wrong_type', message });
    return;
  }
  const atLeast = kind === 'prompt' ? 0 : 1;
  if (examples.length < atLeast || examples.length > MAX_EXAMPLES) {
    const message = `Between ${atLeast} and ${MAX_EXAMPLES} examples are needed; there are ${examples.length}.`;
    findings.note('example-count', { path: 'examples', code: 'examples_count', message });
  }
  examples.forEach((example: unknown, index) => {
    if (isTextOf(example, MAX_EXAMPLE)) return;
    const message = `An example has 1 to ${MAX_EXAMPLE} characters.`;
    findings.note('example-length', { path: `examples[${index}]`, code: 'example_length', message });
  });
}

function checkNeeds(needs: unknown, findings: Findings): void {
  if (!Array.isArray(needs)) {
    findings.note('field-types', { path: 'needs', code: 'wrong_type', message: 'The needs are a list.' });
    return;
  }
  needs.forEach((need: unknown, index) => {
    const path = `needs[${index}]`;
    if (!isOneOf(NEEDS, need)) {
      const message = `"${String(need)}" is unknown. There are: ${NEEDS.join(', ')}.`;
      findings.note('known-needs', { path, code: 'unknown_need', message, ...meant(need, NEEDS) });
    } else if (needs.indexOf(need) < index) {
      const message = `"${need}" is needed already.`;
      findings.note('distinct-needs', { path, code: 'duplicate_need', message });
    }
  });
}

function checkAction(action: unknown, findings: Findings): void {
  if (action === null) return;
  if (!isRecord(action)) {
    const message = 'The action has a type and confirm, or is null.';
    findings.note('field-types', { path: 'action', code: 'wrong_type', message });
    return;
  }
  if (!isOneOf<ActionType>(ACTION_TYPES, action.type)) {
    const message = `"${String(action.type)}" is unknown. There are: ${ACTION_TYPES.join(', ')}.`;
    const suggestion = meant(action.type, ACTION_TYPES);
    findings.note('known-action', { path: 'action.type', code: 'unknown_action', message, ...suggestion });
  }
  if (typeof action.confirm !== 'boolean') {
    const message = 'Say with true or false whether the customer is asked first.';
    findings.note('field-types', { path: 'action.confirm', code: 'wrong_type', message });
  }
}

/** What an action works on has to be asked for, and a line can be asked for once its order is known. */
function checkNeedsTogether({ needs, action }: Unchecked, findings: Findings): void {
  if (!Array.isArray(needs)) return;
  const type = isRecord(action) && isOneOf<ActionType>(ACTION_TYPES, action.type) ? action.type : undefined;
  for (const need of (type && NEEDS_OF_ACTION[type]) ?? []) {
    if (needs.includes(need)) continue;
    const message = `The action "${type}" works on "${need}", so the template needs it.`;
    findings.note('action-needs', { path: 'needs', code: 'action_without_need', message });
  }
  const line = needs.indexOf('orderLine');
  if (line >= 0 && !needs.slice(0, line).includes('order')) {
    const message = 'Which item it is can be asked once the order is known: put "order" before "orderLine".';
    findings.note('need-order', { path: `needs[${line}]`, code: 'line_before_order', message });
  }
}

function checkButtons(buttons: unknown, findings: Findings): void {
  if (buttons === undefined) return;
  const path = 'suggestedActions';
  if (!isRecord(buttons)) {
    const message = 'The suggested actions are a list of texts per locale.';
    findings.note('field-types', { path, code: 'wrong_type', message });
    return;
  }
  for (const [locale, texts] of Object.entries(buttons)) {
    const fault = localeFault(`${path}.${locale}`, locale);
    if (fault && findings.note('locale-names', fault)) continue;
    const isValid =
      Array.isArray(texts) &&
      texts.length <= MAX_BUTTONS &&
      texts.every((text) => isTextOf(text, MAX_BUTTON));
    if (isValid) continue;
    const message = `At most ${MAX_BUTTONS} texts of 1 to ${MAX_BUTTON} characters.`;
    findings.note('buttons', { path: `${path}.${locale}`, code: 'invalid_suggested_actions', message });
  }
}

function checkClosing(isClosing: unknown, findings: Findings): void {
  if (isClosing === undefined || typeof isClosing === 'boolean') return;
  const message = 'Say with true or false whether the customer who says it has what they came for.';
  findings.note('field-types', { path: 'isClosing', code: 'wrong_type', message });
}

function checkKind({ needs, action }: Unchecked, kind: TemplateKind, findings: Findings): void {
  const isPlain = action === null && Array.isArray(needs) && needs.length === 0;
  if (kind === 'answer' || isPlain) return;
  const message = `A template of kind "${kind}" has no needs and no action.`;
  findings.note('plain-kind', { path: 'action', code: 'not_an_answer', message });
}

function meant(written: unknown, known: readonly string[]): { suggestion?: string } {
  const suggestion = typeof written === 'string' ? nearest(written, known) : undefined;
  return suggestion ? { suggestion } : {};
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
