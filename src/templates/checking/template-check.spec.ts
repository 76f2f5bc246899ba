import { checkTemplate, type Template, type TemplateFault, type TemplateKind } from '..';

function template(changes: object = {}): Record<string, unknown> {
  return {
    id: 'engraving',
    intent: 'inquiry',
    description: 'Asks for an engraving.',
    examples: ['Can you engrave a name on it?'],
    needs: ['order'],
    action: { type: 'open_ticket', confirm: false },
    bodies: { en: { ok: 'Ticket {{ticket.number}} for {{order.number}}.' } },
    ...changes,
  };
}

function faultsOf(candidate: unknown, kind: TemplateKind = 'answer'): TemplateFault[] {
  const check = checkTemplate(candidate, kind);
  return check.kind === 'invalid' ? check.faults : [];
}

const codes = (faults: TemplateFault[]): string[] => faults.map(({ code }) => code);

describe(checkTemplate.name, () => {
  it('takes a template as the API documents it, with a body for what it never comes to', () => {
    const bodies = { en: { ok: '{{order.number}}', not_found: "I can't find it." }, de: { ok: 'Ja.' } };
    const candidate = template({ bodies, suggestedActions: { en: ['Track my order'] } });
    expect(checkTemplate(candidate, 'answer')).toEqual({ kind: 'valid', template: candidate, warnings: [] });
  });

  it('fills in what was left out and drops what is no field', () => {
    const { id, description, examples } = template() as unknown as Template;
    const check = checkTemplate(
      { id, description, examples, bodies: { en: { ok: 'Hi.' } }, version: 7 },
      'answer',
    );
    expect(check).toEqual({
      kind: 'valid',
      template: {
        id,
        description,
        examples,
        intent: null,
        needs: [],
        action: null,
        bodies: { en: { ok: 'Hi.' } },
      },
      warnings: [],
    });
  });

  it('lists all faults at once, with their places', () => {
    const faults = faultsOf(
      template({
        id: 'No Id',
        intent: 'praise',
        examples: ['', 'x'.repeat(301)],
        needs: ['money'],
        bodies: { en: { ok: 'a\n  {{nobody.name}}\n{{shout shop.name}}' }, DE: {}, fr: { later: 'x' } },
      }),
    );
    expect(faults.map(({ path, code, line, column }) => [path, code, line, column])).toEqual([
      ['id', 'invalid_id', undefined, undefined],
      ['intent', 'unknown_intent', undefined, undefined],
      ['examples[0]', 'example_length', undefined, undefined],
      ['examples[1]', 'example_length', undefined, undefined],
      ['needs[0]', 'unknown_need', undefined, undefined],
      ['bodies.en.ok', 'unknown_fact', 2, 5],
      ['bodies.en.ok', 'unknown_helper', 3, 3],
      ['bodies.DE', 'invalid_locale', undefined, undefined],
      ['bodies.fr.later', 'unknown_outcome', undefined, undefined],
    ]);
  });

  it.each([
    ['order.number', '{{order.nummer}}', 'There is no fact "order.nummer". Did you mean "order.number"?'],
    ['customer.email', '{{customer.phone}}', 'There is no fact "customer.phone". "customer" has: email.'],
    ['order.total', '{{order.total.inWords}}', '"order.total" has: amountMinor, currency.'],
    ['any', '{{whatever.it}}', 'There are: shop, order, orderLine, '],
  ])('says what there is instead of a fact that there is not: %s', (_, ok, message) => {
    const [fault] = faultsOf(template({ needs: ['order', 'verifiedCustomer'], bodies: { en: { ok } } }));
    expect(fault?.message).toContain(message);
  });

  it('asks for what the action works on, and for the order before its line', () => {
    const action = { type: 'create_return', confirm: true };
    const bodies = { en: { ok: 'Done.', confirm: 'Shall I?' } };
    const faults = (needs: string[]): unknown[] =>
      faultsOf(template({ action, needs, bodies }))
        .filter((fault) => fault.path.startsWith('needs'))
        .map(({ path, code }) => [path, code]);
    expect(faults(['order', 'orderLine'])).toEqual([]);
    expect(faults(['reason'])).toEqual([
      ['needs', 'action_without_need'],
      ['needs', 'action_without_need'],
    ]);
    expect(faults(['orderLine', 'order'])).toEqual([['needs[0]', 'line_before_order']]);
  });

  it.each([
    ['no object', null, ['wrong_type']],
    ['no examples', template({ examples: [] }), ['examples_count']],
    ['too many examples', template({ examples: Array(51).fill('x') }), ['examples_count']],
    ['an unknown action', template({ action: { type: 'refund', confirm: true } }), ['unknown_action']],
    ['an action without confirm', template({ action: { type: 'hand_off' } }), ['wrong_type']],
    ['no English', template({ bodies: { de: { ok: 'Ja.' } } }), ['missing_body']],
    ['no bodies', template({ bodies: 'Hi.' }), ['wrong_type']],
    ['an empty body', template({ bodies: { en: { ok: ' ' } } }), ['body_empty']],
    ['a long body', template({ bodies: { en: { ok: 'é'.repeat(4097) } } }), ['body_too_large']],
    ['long buttons', template({ suggestedActions: { en: ['x'.repeat(81)] } }), ['invalid_suggested_actions']],
    ['buttons of no locale', template({ suggestedActions: { DE: ['Ja'] } }), ['invalid_locale']],
    [
      'a locale that is a trap',
      JSON.parse('{"bodies":{"__proto__":{"ok":"x"}}}'),
      expect.arrayContaining(['invalid_locale']),
    ],
  ])('refuses %s', (_name, candidate, expected) => {
    expect(codes(faultsOf(candidate))).toEqual(expected);
  });

  it('needs every reply in the default locale or in English, and says in which it misses one', () => {
    const faults = (bodies: object): string[] => {
      const check = checkTemplate(template({ bodies }), 'answer', 'de-AT');
      return check.kind === 'invalid' ? check.faults.map(({ code, path }) => `${code} ${path}`) : [];
    };
    for (const locale of ['de-AT', 'de', 'en']) expect(faults({ [locale]: { ok: 'Ja.' } })).toEqual([]);
    expect(faults({ fr: { ok: 'Oui.' } })).toEqual(['missing_body bodies.de-AT.ok']);
  });

  it('takes several wordings of a body', () => {
    const ok = [
      { text: '{{order.number}}' },
      { text: 'Order {{order.number}}', name: 'in full', weight: 3 },
      { text: '*{{order.number}}*', channel: 'botframework' },
    ];
    const candidate = template({ bodies: { en: { ok } } });
    expect(checkTemplate(candidate, 'answer')).toEqual({ kind: 'valid', template: candidate, warnings: [] });
  });

  it.each<[string, unknown, string[]]>([
    ['a body that is neither', { text: 'Hi.' }, ['wrong_type bodies.en.ok']],
    ['no wording at all', [], ['wordings_count bodies.en.ok']],
    ['too many', Array(11).fill({ text: 'Hi.' }), ['wordings_count bodies.en.ok']],
    ['a wording that is a text', ['Hi.'], ['wrong_type bodies.en.ok[0]']],
    ['no text', [{ name: 'a' }], ['wrong_type bodies.en.ok[0].text']],
    ['what a body may not say', [{ text: 'Hi.' }, { text: ' ' }], ['body_empty bodies.en.ok[1].text']],
    [
      'two of one name',
      [
        { text: 'Hi.', name: 'a' },
        { text: 'Ho.', name: 'a' },
      ],
      ['duplicate_name bodies.en.ok[1].name'],
    ],
    [
      "a name that could be another's place",
      [{ text: 'Hi.', name: '2' }],
      ['invalid_name bodies.en.ok[0].name'],
    ],
    [
      'a name with a control character',
      [{ text: 'Hi.', name: 'a\n' }],
      ['invalid_name bodies.en.ok[0].name'],
    ],
    ['no weight', [{ text: 'Hi.', weight: 0 }], ['invalid_weight bodies.en.ok[0].weight']],
    ['half a weight', [{ text: 'Hi.', weight: 1.5 }], ['invalid_weight bodies.en.ok[0].weight']],
    ['a weight over 100', [{ text: 'Hi.', weight: 101 }], ['invalid_weight bodies.en.ok[0].weight']],
    [
      'an unknown channel',
      [{ text: 'Hi.' }, { text: 'Ho.', channel: 'fax' }],
      ['unknown_channel bodies.en.ok[1].channel'],
    ],
    ['a slip of the pen', [{ text: 'Hi.', chanel: 'rest' }], ['unknown_field bodies.en.ok[0].chanel']],
    [
      'nothing for the other channels',
      [{ text: 'Hi.', channel: 'rest' }],
      ['no_general_wording bodies.en.ok'],
    ],
  ])('refuses wordings with %s', (_name, ok, expected) => {
    const faults = faultsOf(template({ bodies: { en: { ok } } }));
    expect(faults.map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
  });

  it('names the place within a wording', () => {
    const ok = [{ text: 'Hi.' }, { text: 'Hi,\n{{nobody.name}}' }];
    expect(faultsOf(template({ bodies: { en: { ok } } }))).toMatchObject([
      { path: 'bodies.en.ok[1].text', line: 2, column: 3, code: 'unknown_fact' },
    ]);
  });

  it('asks for a body for whatever the action comes to', () => {
    const action = { type: 'cancel_order', confirm: true };
    const faults = faultsOf(template({ action, bodies: { en: { ok: 'Done.' } } }));
    expect(faults.map(({ path, code }) => `${code} ${path}`)).toEqual([
      'missing_body bodies.en.confirm',
      'missing_body bodies.en.requested',
      'missing_body bodies.en.refused',
      'missing_body bodies.en.not_allowed',
      'missing_body bodies.en.already_done',
    ]);
  });

  it('knows acts without bodies and prompts without examples, and neither with an action', () => {
    const act = template({ id: 'affirm', needs: [], action: null, bodies: {} });
    expect(faultsOf(act, 'act')).toEqual([]);
    const prompt = {
      id: 'fallback',
      description: 'Said when lost.',
      bodies: { en: { ok: '{{shop.name}}' } },
    };
    expect(faultsOf(prompt, 'prompt')).toEqual([]);
    expect(codes(faultsOf(template(), 'prompt'))).toEqual(['not_an_answer']);
  });

  it('says what was probably meant outside of bodies', () => {
    const action = { type: 'open_tiket', confirm: false };
    const bodies = { en: { ok: 'Hi.', notFound: 'x' }, de_at: { ok: 'x' } };
    const faults = faultsOf(template({ intent: 'inquriy', needs: ['ordr'], action, bodies }));
    expect(faults.map(({ path, suggestion }) => [path, suggestion])).toEqual([
      ['intent', 'inquiry'],
      ['needs[0]', 'order'],
      ['action.type', 'open_ticket'],
      ['bodies.en.notFound', 'not_found'],
      ['bodies.de_at', 'de-AT'],
    ]);
    const far = faultsOf(template({ needs: ['something else'] }));
    expect(far[0]).not.toHaveProperty('suggestion');
  });

  it('warns of what is worth a look, and lets it be published', () => {
    const bodies = { en: { ok: 'Placed: {{order.placedAt}}' }, de: { not_found: 'x' }, 'de-AT': { ok: 'x' } };
    const check = checkTemplate(template({ action: null, bodies }), 'answer');
    expect(check).toMatchObject({
      kind: 'valid',
      warnings: [
        { path: 'bodies.de.ok', code: 'missing_translation', severity: 'warning' },
        { path: 'bodies.en.ok', code: 'raw_date', line: 1, column: 9, suggestion: '{{date order.placedAt}}' },
      ],
    });
    const faulty = faultsOf(template({ action: null, bodies, id: '-' }));
    expect(faulty.map(({ code, severity }) => [code, severity])).toEqual([
      ['invalid_id', undefined],
      ['missing_translation', 'warning'],
      ['raw_date', 'warning'],
    ]);
  });

  it('gives prompts the facts that the dialog says them with', () => {
    const prompt = (id: string, ok: string): string[] =>
      codes(faultsOf({ id, description: 'Said.', bodies: { en: { ok } } }, 'prompt'));
    expect(prompt('ask_order_line', 'Which item of {{order.number}}?')).toEqual([]);
    expect(prompt('notice_order_shipped', 'Order {{order.number}} is on its way.')).toEqual([]);
    expect(prompt('ask_email', 'For {{order.number}}?')).toEqual(['fact_not_given']);
  });
});
