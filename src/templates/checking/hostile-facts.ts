import type { TextFormat } from '../channel-formats';

/** Facts that somebody would send, for a body that passes the check: nothing but plain text may come of them. */
export interface HostileFacts {
  class: string;
  what: string;
  body: string;
  facts: Record<string, unknown>;
  format: TextFormat;
  /** All that comes out. */
  says: string;
}

const reason = (of: string, what: string, text: string, format: TextFormat, says: string): HostileFacts => ({
  class: of,
  what,
  body: 'You said: {{excerpt reason}}',
  facts: { reason: text },
  format,
  says: `You said: ${says}`,
});

const EVIL = 'https://evil.example/login';

export const HOSTILE_FACTS: HostileFacts[] = [
  reason(
    'link injection',
    'an address where clients make links',
    `pay at ${EVIL}`,
    'plain',
    'pay at https: //evil. example/login',
  ),
  reason(
    'link injection',
    'an address without a scheme',
    'www.evil.example/x',
    'plain',
    'www. evil. example/x',
  ),
  reason(
    'link injection',
    'an address with a space that nobody sees',
    'http\u200B://evil.\u2060example',
    'plain',
    'http: //evil. example',
  ),
  reason(
    'link injection',
    'an address in wide letters',
    'evil。example and evil．example',
    'plain',
    'evil。 example and evil． example',
  ),
  reason(
    'link injection',
    'other schemes',
    'javascript:alert(1) mailto:a@b tel:+49',
    'plain',
    'javascript: alert(1) mailto: a@b tel: +49',
  ),
  reason(
    'link injection',
    'a Markdown link',
    `[Click](${EVIL})`,
    'markdown',
    '\\[Click\\](https: //evil. example/login)',
  ),
  reason(
    'link injection',
    'a Markdown address',
    `<${EVIL}>`,
    'markdown',
    '\\<https: //evil. example/login\\>',
  ),
  reason(
    'link injection',
    'a Markdown picture',
    '![x](//evil.example/p.png)',
    'markdown',
    '!\\[x\\](//evil. example/p. png)',
  ),
  reason(
    'link injection',
    'an HTML link',
    '<a href="//evil.example">x</a>',
    'html',
    '&lt;a href&#61;&quot;//evil. example&quot;&gt;x&lt;/a&gt;',
  ),
  {
    class: 'link injection',
    what: 'a delivery address with a link in it',
    body: 'It goes to {{order.shippingAddress}}',
    facts: { order: { shippingAddress: 'St. Gallen, C.O.D.\nwww.evil.example' } },
    format: 'plain',
    says: 'It goes to St. Gallen, C. O. D.\nwww. evil. example',
  },
  {
    class: 'link injection',
    what: 'a tracking address that is a script',
    body: 'Track it: {{trackingLink order}}',
    facts: { order: { trackingUrl: 'javascript:alert(1)', trackingNumber: '<b>1</b>', carrier: 'X' } },
    format: 'html',
    says: 'Track it: X &lt;b&gt;1&lt;/b&gt;',
  },
  {
    class: 'link injection',
    what: 'a tracking address that breaks out of its link',
    body: 'Track it: {{trackingLink order}}',
    facts: {
      order: {
        trackingUrl: 'https://ok.example/) [evil](https://evil.example',
        trackingNumber: '1',
        carrier: 'X',
      },
    },
    format: 'markdown',
    says: 'Track it: X 1',
  },
  {
    class: 'link injection',
    what: 'a tracking number that ends its link',
    body: 'Track it: {{trackingLink order}}',
    facts: {
      order: {
        trackingUrl: 'https://ok.example/a)b',
        trackingNumber: `1](${EVIL}) [x`,
        carrier: 'X',
      },
    },
    format: 'markdown',
    says: `Track it: [1\\](${EVIL}) \\[x](https://ok.example/a%29b)`,
  },
  {
    class: 'link injection',
    what: 'a user name that looks like the host',
    body: 'Track it: {{trackingLink order}}',
    facts: { order: { trackingUrl: 'https://dhl.com@evil.example/', trackingNumber: '1', carrier: 'X' } },
    format: 'plain',
    says: 'Track it: X 1',
  },
  reason(
    'script injection',
    'a script',
    '<script>alert(1)</script>',
    'html',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ),
  reason('script injection', 'an attribute', '" onload="x', 'html', '&quot; onload&#61;&quot;x'),
  reason(
    'script injection',
    'a script in Markdown',
    '<img src=x onerror=y>',
    'markdown',
    '\\<img src=x onerror=y\\>',
  ),
  reason(
    'markup injection',
    'all of Markdown',
    '**a** _b_ `c` ~~d~~ |e|',
    'markdown',
    '\\*\\*a\\*\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\|e\\|',
  ),
  reason('markup injection', 'entities', '&lt;b&gt;', 'markdown', '\\&lt;b\\&gt;'),
  {
    class: 'markup injection',
    what: 'headings, lists and rules at the start of a line',
    body: '{{reason}}.',
    facts: { reason: '# a\n- b\n1. c\n===\n> d' },
    format: 'markdown',
    says: '\\# a\n\\- b\n1\\. c\n\\===\n\\> d.',
  },
  reason(
    'a body in a fact',
    'braces',
    '{{order.email}} {{{x}}} {{> y}}',
    'plain',
    '{{order. email}} {{{x}}} {{> y}}',
  ),
  reason('unicode tricks', 'text that is turned round', 'a\u202Eb\u2066c\u0007', 'plain', 'abc'),
  reason(
    'unicode tricks',
    'a heap of marks',
    `a${'\u0301'.repeat(500)}b`,
    'plain',
    `a${'\u0301'.repeat(8)}b`,
  ),
  reason('oversize', 'a novel', 'x'.repeat(100_000), 'plain', `${'x'.repeat(299)}…`),
  {
    class: 'prototype facts',
    what: 'attributes called like a prototype',
    body: 'x{{#each product.attributes}} {{@key}}={{this}}{{/each}}',
    facts: { product: { attributes: JSON.parse('{"__proto__":"a","constructor":"b"}') as object } },
    format: 'plain',
    says: 'x __proto__=a constructor=b',
  },
];
