import { HELPERS, helperRule, takesAt, takesNull, type HelperRule, type Takes } from '../body-language';
import type { FactShape } from '../fact-shape';
import { argumentFits, EXPECTED, shapeOfCall } from './argument-kinds';
import { ownLeaf, resolvePath, type Found, type Scope } from './body-scope';
import { nearest } from './near-miss';
import type { RuleName } from './rules';

const MAX_EXPRESSION_DEPTH = 4;

/** Where the walk is: what surrounds the node. */
export interface Place {
  scopes: readonly Scope[];
  /** Keys of the facts that are surely known here, the roots that are given among them. */
  known: ReadonlySet<string>;
  depth: number;
}

/** Says whether it was noted: a rule may be left out. */
export type Report = (
  rule: RuleName,
  node: hbs.AST.Node,
  code: string,
  message: string,
  suggestion?: string,
) => boolean;

type Call = hbs.AST.SubExpression | hbs.AST.MustacheStatement;

/** Checks what stands between the braces. */
export class ExpressionChecker {
  /** What each expression comes to, as far as it has no fault. */
  readonly shapes = new Map<hbs.AST.Node, FactShape>();

  constructor(private readonly report: Report) {}

  /** Checks an expression where `wanted` is expected; undefined when it has a fault. */
  expression(node: hbs.AST.Node, wanted: Takes, place: Place, depth = 1): FactShape | undefined {
    const shape = this.shapeOf(node, wanted, place, depth);
    if (!shape) return undefined;
    this.shapes.set(node, shape);
    if (argumentFits(shape, wanted)) return shape;
    const written = wordsOf(node);
    this.wrongArgument(node, `${written && `"${written}" does not fit here: `}${EXPECTED[wanted]}`);
    return undefined;
  }

  /** The plain name in helper position; undefined for `this.x`, `../x`, `@x`, `a.b` and literals. */
  helperName(node: hbs.AST.PathExpression | hbs.AST.Literal): string | undefined {
    if (node.type !== 'PathExpression') return undefined;
    const { parts, depth, data, original } = node as hbs.AST.PathExpression;
    return parts.length === 1 && depth === 0 && !data && original === parts[0] ? original : undefined;
  }

  /** The key of the fact that an expression names; says nothing of its faults. */
  keyOf(node: hbs.AST.Expression, { scopes }: Place): string | undefined {
    if (node.type !== 'PathExpression') return undefined;
    const resolved = resolvePath(node as hbs.AST.PathExpression, scopes);
    return resolved.kind === 'found' ? resolved.key : undefined;
  }

  private shapeOf(node: hbs.AST.Node, wanted: Takes, place: Place, depth: number): FactShape | undefined {
    switch (node.type) {
      case 'PathExpression':
        return this.fact(node as hbs.AST.PathExpression, wanted, place);
      case 'SubExpression':
      case 'MustacheStatement':
        return this.call(node as Call, place, depth);
      case 'StringLiteral':
        if (depth > 1) return ownLeaf('text');
        break;
      case 'NumberLiteral':
        if (depth > 1) return ownLeaf('number');
        break;
      case 'BooleanLiteral':
        if (depth > 1) return ownLeaf('yesNo');
        break;
      case 'NullLiteral':
        if (depth > 1 && wanted === 'any') return ownLeaf('yesNo');
    }
    this.wrongArgument(node, 'A fact is expected here.');
    return undefined;
  }

  private fact(node: hbs.AST.PathExpression, wanted: Takes, place: Place): FactShape | undefined {
    const found = resolvePath(node, place.scopes);
    if (found.kind === 'fault') {
      this.report(found.rule, node, found.code, found.message, found.suggestion);
      return undefined;
    }
    this.checkIsKnown(node, found, wanted, place);
    return found.shape;
  }

  private checkIsKnown(
    node: hbs.AST.PathExpression,
    { root, key, shape }: Found,
    wanted: Takes,
    { known }: Place,
  ): void {
    const { original } = node;
    const rootKey = `0.${root}`;
    const isAsked = takesNull(wanted);
    if (root && !known.has(rootKey) && !(isAsked && key === rootKey)) {
      const message = `"${root}" is not always known here: add what it needs, or put it into {{#if ${root}}} … {{/if}}.`;
      this.report('given-facts', node, 'fact_not_given', message);
    } else if (shape.kind === 'leaf' && shape.isNullable && !isAsked && !known.has(key)) {
      const message = `The records may not know "${original}": put it into {{#if ${original}}} … {{/if}}.`;
      this.report('known-values', node, 'fact_may_be_unknown', message);
    }
  }

  private call(node: Call, place: Place, depth: number): FactShape | undefined {
    const isTooDeep = depth > MAX_EXPRESSION_DEPTH;
    // No further then: a thousand of them are more than the stack holds.
    if (isTooDeep && this.report('expression-depth', node, 'too_deep', 'Too many helpers within each other.'))
      return undefined;
    const { original } = node.path as { original?: unknown };
    const written = String(original);
    const name = this.helperName(node.path);
    const rule = name === undefined ? undefined : helperRule(name);
    if (!rule || rule.gives === 'block') {
      const meant = nearest(written, CALLED_HELPERS);
      const hint = meant ? ` Did you mean "${meant}"?` : ` There are: ${CALLED_HELPERS.join(', ')}.`;
      this.report(
        'known-helpers',
        node.path,
        'unknown_helper',
        `There is no helper "${written}".${hint}`,
        meant,
      );
      return undefined;
    }
    if (node.hash) {
      this.report('named-arguments', node.hash, 'wrong_arguments', 'Helpers take no "name=value".');
    }
    return shapeOfCall(rule, this.arguments(node, rule, place, depth));
  }

  private arguments(node: Call, rule: HelperRule, place: Place, depth: number): (FactShape | undefined)[] {
    const { params } = node;
    const atLeast = rule.atLeast ?? rule.takes.length;
    if (params.length < atLeast || takesAt(rule, params.length - 1) === undefined) {
      const message = `The helper is given too ${params.length < atLeast ? 'few' : 'many'} facts, as in ${rule.example}.`;
      this.report('argument-count', node, 'wrong_arguments', message);
    }
    const shapes = params.map((param, index) => {
      const wanted = takesAt(rule, index) ?? 'any';
      return wanted === 'field' ? undefined : this.expression(param, wanted, place, depth + 1);
    });
    if (rule.takes[1] === 'field' && shapes[0]) this.checkField(node, params[1], shapes[0]);
    return shapes;
  }

  /** The name of a field of a list's items: it has to be there, to be printable, and to be known of every item. */
  private checkField(call: Call, named: hbs.AST.Expression | undefined, list: FactShape): void {
    const item = list.kind === 'list' ? list.of : list;
    const node = named ?? call;
    if (item.kind !== 'record') {
      if (named) this.wrongArgument(node, 'The entries of this list have no fields.');
      return;
    }
    const fields = Object.entries(item.fields).flatMap(([name, field]) =>
      argumentFits(field, 'printable') && !(field.kind === 'leaf' && field.isNullable) ? [name] : [],
    );
    const name = named?.type === 'StringLiteral' ? (named as hbs.AST.StringLiteral).value : '';
    if (fields.includes(name)) return;
    const meant = nearest(name, fields);
    const message = `Name one field of the entries, in quotes. There are: ${fields.join(', ')}.`;
    this.wrongArgument(node, message, meant && `"${meant}"`);
  }

  private wrongArgument(node: hbs.AST.Node, message: string, suggestion?: string): void {
    this.report('argument-kinds', node, 'wrong_arguments', message, suggestion);
  }
}

const CALLED_HELPERS = Object.keys(HELPERS).filter((name) => HELPERS[name]?.gives !== 'block');

function wordsOf(node: hbs.AST.Node): string {
  if (node.type === 'PathExpression') return (node as hbs.AST.PathExpression).original;
  if (node.type === 'SubExpression') return (node as hbs.AST.SubExpression).path.original;
  const { value } = node as { value?: unknown };
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
