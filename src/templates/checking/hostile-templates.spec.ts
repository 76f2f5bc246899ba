import { compileBody } from '../rendering/body-compiler';
import { HOSTILE_FACTS } from './hostile-facts';
import { HOSTILE_TEMPLATES } from './hostile-templates';
import { RULES, type RuleName } from './rules';
import { checkTemplate, examineTemplate } from './template-check';

const CONTEXT = { locale: 'en', now: new Date('2026-03-10T12:00:00Z'), timeZone: 'UTC' };

describe('hostile templates', () => {
  it('are many, of many classes', () => {
    expect(HOSTILE_TEMPLATES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(HOSTILE_TEMPLATES.map((one) => one.class)).size).toBeGreaterThanOrEqual(12);
  });

  it.each(HOSTILE_TEMPLATES)('are refused ($class): $what', ({ template, kind, refusedBy }) => {
    expect(checkTemplate(template, kind).kind).toBe('invalid');
    expect(examineTemplate(template, kind).findings.map(({ rule }) => rule)).toContain(refusedBy);
  });

  it.each(Object.keys(RULES) as RuleName[])('get through without the rule %s', (rule) => {
    const refused = HOSTILE_TEMPLATES.filter(({ refusedBy }) => refusedBy === rule);
    const through = refused.filter(
      ({ template, kind }) => examineTemplate(template, kind, { leftOut: rule }).template,
    );
    expect(through.length).toBeGreaterThan(0);
  });
});

describe('hostile facts', () => {
  it.each(HOSTILE_FACTS)('stay plain text ($class, $format): $what', ({ body, facts, format, says }) => {
    const template = {
      id: 'engraving',
      description: 'x',
      examples: ['x'],
      needs: ['order', 'product', 'reason'],
      bodies: { en: { ok: body } },
    };
    expect(checkTemplate(template, 'answer').kind).toBe('valid');
    expect(compileBody(body)(facts, { ...CONTEXT, format })).toBe(says);
  });
});
