import { describe, expect, it } from '@jest/globals';
import type { Template } from '../api';
import { templateText } from './template-text';

const ENGRAVING: Template = {
  id: 'engraving',
  intent: 'inquiry',
  description: 'Asks for a name on a mug.',
  examples: ['can you engrave it', 'with my name on'],
  needs: ['order'],
  action: { type: 'open_ticket', confirm: true },
  bodies: {
    en: {
      ok: [
        { text: 'Yes, for {{order.number}}.', name: 'short', weight: 2 },
        { text: 'Yes!\nGladly.', channel: 'chat' },
      ],
      not_found: 'No such order.',
    },
    de: { ok: 'Ja.' },
  },
  suggestedActions: { en: ['Track my order'] },
};

describe(templateText.name, () => {
  it('says everything that a template holds', () => {
    expect(templateText(ENGRAVING)).toBe(`## What it is for
Asks for a name on a mug.

## Intent
Question

## What the bot must know first
Order

## What it does
Open a ticket (asks first)

## What customers write
• can you engrave it
• with my name on

## German · Done
Ja.

## English · Not found
No such order.

## English · Done
[short · weight 2]
Yes, for {{order.number}}.

[wording · chat]
Yes!
Gladly.

## English · Buttons
• Track my order
`);
  });

  it('does not depend on the order in which languages and outcomes were written', () => {
    const { de, en } = ENGRAVING.bodies;
    const turned = { ...ENGRAVING, bodies: { de: de ?? {}, en: { not_found: en?.not_found, ok: en?.ok } } };
    expect(templateText(turned)).toBe(templateText(ENGRAVING));
  });

  it('shows an empty part and what it has no word for', () => {
    const text = templateText({
      ...ENGRAVING,
      description: '',
      action: null,
      bodies: { 'x-not a tag': { ok: 'Hi.' } },
    });
    expect(text).toContain('## What it is for\n–\n');
    expect(text).toContain('## What it does\nAnswers only\n');
    expect(text).toContain('## x-not a tag · Done\nHi.');
  });
});
