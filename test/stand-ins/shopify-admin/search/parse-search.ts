/**
 * Shopify's search syntax: https://shopify.dev/docs/api/usage/search-syntax
 *
 * A value ends at white space, a bracket or a colon unless it is quoted ("Date values must be a string surrounded by
 * quotes"), so that of `updated_at:>=2026-05-02T08:45:00Z` the value is `2026-05-02T08` and `45` reads as a field.
 */
export type Comparator = ':' | '<' | '<=' | '>' | '>=';

export interface Term {
  kind: 'term';
  /** Null: looked for in several fields. */
  field: string | null;
  comparator: Comparator;
  value: string;
}

export type SearchNode =
  Term | { kind: 'not'; of: SearchNode } | { kind: 'and' | 'or'; of: [SearchNode, SearchNode] };

export function parseSearch(query: string): SearchNode | null {
  return new Parser(query).parse();
}

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): SearchNode | null {
    let whole: SearchNode | null = null;
    while (this.at < this.text.length) {
      const node = this.or();
      // Only what closes nothing is left: skipped, as a colon that no field precedes is.
      if (!node) this.at++;
      else whole = whole ? { kind: 'and', of: [whole, node] } : node;
    }
    return whole;
  }

  private or(): SearchNode | null {
    let left = this.and();
    while (left && this.word('OR')) {
      const right = this.and();
      if (!right) break;
      left = { kind: 'or', of: [left, right] };
    }
    return left;
  }

  private and(): SearchNode | null {
    let left = this.unary();
    for (;;) {
      const start = this.at;
      if (!left) return null;
      this.word('AND');
      if (this.looksAt('OR')) {
        this.at = start;
        return left;
      }
      const right = this.unary();
      if (!right) return left;
      left = { kind: 'and', of: [left, right] };
    }
  }

  private unary(): SearchNode | null {
    this.skipSpace();
    if (this.word('NOT') || this.take('-')) {
      const of = this.unary();
      return of && { kind: 'not', of };
    }
    if (this.take('(')) {
      const inner = this.or();
      this.skipSpace();
      this.take(')');
      return inner;
    }
    return this.term();
  }

  private term(): Term | null {
    const first = this.value();
    if (first === null) return null;
    if (!this.take(':')) return { kind: 'term', field: null, comparator: ':', value: first };
    const comparator = (['<=', '>=', '<', '>'] as const).find((one) => this.take(one)) ?? ':';
    return { kind: 'term', field: first, comparator, value: this.value() ?? '' };
  }

  private value(): string | null {
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") {
      const end = this.text.indexOf(quote, this.at + 1);
      const value = this.text.slice(this.at + 1, end < 0 ? undefined : end);
      this.at = end < 0 ? this.text.length : end + 1;
      return value;
    }
    const match = /^(?:\\.|[^\s():"'\\])+/.exec(this.text.slice(this.at));
    if (!match) return null;
    this.at += match[0].length;
    return match[0].replace(/\\(.)/g, '$1');
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(symbol: string): boolean {
    if (!this.text.startsWith(symbol, this.at)) return false;
    this.at += symbol.length;
    return true;
  }

  private looksAt(word: string): boolean {
    this.skipSpace();
    return new RegExp(`^${word}(?=[\\s(])`).test(this.text.slice(this.at));
  }

  private word(word: string): boolean {
    return this.looksAt(word) && this.take(word);
  }
}
