import type { Body, Template } from '../api';
import { t } from '../i18n';
import { actionName, intentName, localeName, needName, outcomeName } from './template-words';

/**
 * A template as a text that people read and compare line by line: a heading for each part, a line for each thing,
 * always in the same order.
 */
export function templateText(template: Template): string {
  const { action, suggestedActions = {} } = template;
  return [
    part(t('part.description'), template.description),
    part(t('part.intent'), intentName(template.intent)),
    part(t('part.needs'), template.needs.map(needName).join('\n')),
    part(
      t('part.action'),
      action
        ? actionName(action.type) + (action.confirm ? ` (${t('part.confirmed')})` : '')
        : t('part.noAction'),
    ),
    part(t('part.examples'), template.examples.map((example) => `• ${example}`).join('\n')),
    ...sorted(template.bodies).flatMap(([locale, bodies]) =>
      sorted(bodies).map(([outcome, body]) =>
        part(`${localeName(locale)} · ${outcomeName(outcome)}`, body === undefined ? '' : bodyText(body)),
      ),
    ),
    ...sorted(suggestedActions).map(([locale, buttons]) =>
      part(`${localeName(locale)} · ${t('part.buttons')}`, buttons.map((text) => `• ${text}`).join('\n')),
    ),
  ].join('\n');
}

function part(title: string, text: string): string {
  return `## ${title}\n${text || '–'}\n`;
}

function bodyText(body: Body): string {
  if (typeof body === 'string') return body;
  return body.map((wording) => `[${wordingTitle(wording)}]\n${wording.text}`).join('\n\n');
}

function wordingTitle({ name, weight, channel }: Exclude<Body, string>[number]): string {
  const parts = [name ?? t('part.wording')];
  if (weight !== undefined) parts.push(t('part.weight', { weight }));
  if (channel !== undefined) parts.push(channel);
  return parts.join(' · ');
}

function sorted<V>(record: Record<string, V>): [string, V][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
