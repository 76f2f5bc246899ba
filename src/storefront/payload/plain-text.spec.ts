import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainLine, plainText, textOfHtml } from './plain-text';

describe(plainLine.name, () => {
  it('stores no control character and no half of a surrogate pair, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, longest) => {
        const line = plainLine(text, longest);
        expect(line.length).toBeLessThanOrEqual(longest);
        expect(line).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
        expect(plainText(text, longest)).not.toMatch(/[^\P{Cc}\n]|\p{Surrogate}/u);
      }),
    );
  });

  it('does not cut an emoji in two', () => {
    expect(plainLine('ab😀', 3)).toBe('ab');
    expect(plainLine('ab😀', 4)).toBe('ab😀');
  });
});

describe(textOfHtml.name, () => {
  it.each([
    ['<p>Wash at 40&nbsp;&deg;C</p><p>Do not iron</p>', 'Wash at 40 &deg;C\nDo not iron'],
    ['a &lt;b&gt; &amp;amp; &#8364;&#x20AC; &quot;', 'a <b> &amp; €€ "'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['<script>alert("<p>")</script>safe<style>p{}</style>', 'safe'],
    ['5 < 6 and no tag', '5 < 6 and no tag'],
    ['&#1114112; &#0;', ''],
  ])('reads %s', (html, text) => {
    expect(textOfHtml(html, 200)).toBe(text);
  });

  it('takes no longer for hostile mark-up', () => {
    const startedAt = performance.now();
    textOfHtml('<'.repeat(1_000_000), 100);
    textOfHtml('<script>'.repeat(100_000), 100);
    textOfHtml('&'.repeat(1_000_000), 100);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
