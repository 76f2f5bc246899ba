import type { TemplateFault } from '../template.types';
import { helperRule, takesAt, type HelperRule, type Takes } from '../body-language';
import { MONEY, type FactShape } from '../fact-shape';
import { guardedRoots } from './guards';
import { resolvePath, ROOT_SCOPE, type Scope } from './body-scope';

const MAX_BLOCK_DEPTH = 8;
/** Lists of lists of records are all there is; deeper, a short body could run for minutes. */
const MAX_EACH_DEPTH = 2;
const MAX_EXPRESSION_DEPTH = 4;

/** Where the walk is: what surrounds the node. */
interface Place {
  scopes: readonly Scope[];
  guarded: ReadonlySet<string>;
  depth: number;
}

/** Walks the parsed body and allows what it knows, so that whatever Handlebars has besides is refused. */
export class BodyChecker {
  private readonly faults: TemplateFault[] = [];

  constructor(
    private readonly path: string,
    private readonly given: ReadonlySet<string>,
  ) {}

  check(program: hbs.AST.Program): TemplateFault[] {
    this.program(program, { scopes: [ROOT_SCOPE], guarded: new Set(), depth: 0 });
    return this.faults;
  }

  private program(program: hbs.AST.Program, place: Place): void {
    for (const statement of program.body) this.statement(statement, place);
  }

  private statement(node: hbs.AST.Statement, place: Place): void {
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.mustache(node as hbs.AST.MustacheStatement, place);
      case 'BlockStatement':
        return this.block(node as hbs.AST.BlockStatement, place);
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return this.fault(node, 'partial', 'A body can\'t include another one ("{{> …}}").');
      case 'Decorator':
      case 'DecoratorBlock':
        return this.fault(node, 'decorator', 'Decorators ("{{* …}}") are not allowed.');
      default:
        return this.fault(node, 'forbidden', `${node.type} is not allowed.`);
    }
  }

  private mustache(node: hbs.AST.MustacheStatement, place: Place): void {
    if (!node.escaped) this.fault(node, 'triple_stash', 'Write "{{ }}" instead of "{{{ }}}" or "{{& }}".');
    if (node.params.length > 0 || node.hash) this.call(node, 'leaf', place, 1);
    else this.expression(node.path, 'leaf', place, 1);
  }

  private block(node: hbs.AST.BlockStatement, place: Place): void {
    if (place.depth >= MAX_BLOCK_DEPTH)
      return this.fault(node, 'too_deep', 'Too many blocks within each other.');
    const name = this.helperName(node.path);
    if (name !== 'if' && name !== 'unless' && name !== 'each') {
      return this.fault(
        node,
        'unknown_helper',
        `A block is #if, #unless or #each, not "${node.path.original}".`,
      );
    }
    const condition = node.params[0];
    if (node.params.length !== 1 || !condition || node.hash) {
      return this.fault(node, 'wrong_arguments', `{{#${name}}} takes exactly one fact or condition.`);
    }
    const inner = { ...place, depth: place.depth + 1 };
    if (name === 'each') return this.each(node, condition, inner);

    // `node.program` is null for an empty inverted block such as `{{^if x}}`.
    const blockParams = [node.program, node.inverse].find((one) => one?.blockParams?.length);
    if (blockParams) this.fault(node, 'wrong_arguments', `{{#${name}}} takes no "as |…|".`);
    this.expression(condition, 'any', place, 1);
    const guarded = { ...inner, guarded: new Set([...place.guarded, ...guardedRoots(condition)]) };
    if (node.program) this.program(node.program, name === 'if' ? guarded : inner);
    if (node.inverse) this.inverse(node.inverse, name === 'if' ? inner : guarded, place);
  }

  /** A chain of `{{else if}}` is as deep as its first `{{#if}}`. */
  private inverse(inverse: hbs.AST.Program & { chained?: boolean }, inner: Place, outer: Place): void {
    this.program(inverse, inverse.chained ? { ...inner, depth: outer.depth } : inner);
  }

  private each(node: hbs.AST.BlockStatement, target: hbs.AST.Expression, inner: Place): void {
    if (inner.scopes.length > MAX_EACH_DEPTH) {
      return this.fault(node, 'too_deep', `At most ${MAX_EACH_DEPTH} {{#each}} within each other.`);
    }
    const shape = this.expression(target, 'list', inner, 1);
    const item: FactShape = shape?.kind === 'list' ? shape.of : { kind: 'leaf' };
    const [itemName, keyName] = node.program?.blockParams ?? [];
    const blockParams: Record<string, FactShape> = {};
    if (itemName) blockParams[itemName] = item;
    if (keyName) blockParams[keyName] = { kind: 'leaf' };
    // Without a known list every path inside would be a fault of its own; the one above says enough.
    if (shape && node.program) {
      this.program(node.program, { ...inner, scopes: [...inner.scopes, { shape: item, blockParams }] });
    }
    if (node.inverse) this.program(node.inverse, inner);
  }

  /** Checks an expression where `wanted` is expected; undefined when it has a fault. */
  private expression(node: hbs.AST.Node, wanted: Takes, place: Place, depth: number): FactShape | undefined {
    switch (node.type) {
      case 'PathExpression':
        return this.fact(node as hbs.AST.PathExpression, wanted, place);
      case 'SubExpression':
        return this.call(node as hbs.AST.SubExpression, wanted, place, depth);
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral':
        if (depth > 1 && (wanted === 'leaf' || wanted === 'any')) return { kind: 'leaf' };
    }
    this.fault(node, 'wrong_arguments', 'A fact is expected here.');
    return undefined;
  }

  private fact(node: hbs.AST.PathExpression, wanted: Takes, place: Place): FactShape | undefined {
    const resolved = resolvePath(node, place.scopes);
    if (resolved.kind === 'fault') {
      this.fault(node, resolved.code, resolved.message);
      return undefined;
    }
    const { shape, root, isWholeRoot } = resolved;
    if (root && !this.given.has(root) && !place.guarded.has(root) && !(wanted === 'any' && isWholeRoot)) {
      const message = `"${root}" is not always known here: add what it needs, or put it into {{#if ${root}}} … {{/if}}.`;
      this.fault(node, 'fact_not_given', message);
      return undefined;
    }
    if (!fits(shape, wanted)) {
      this.fault(node, 'wrong_arguments', `"${node.original}" does not fit here: ${EXPECTED[wanted]}`);
      return undefined;
    }
    return shape;
  }

  private call(
    node: hbs.AST.SubExpression | hbs.AST.MustacheStatement,
    wanted: Takes,
    place: Place,
    depth: number,
  ): FactShape | undefined {
    if (depth > MAX_EXPRESSION_DEPTH) {
      this.fault(node, 'too_deep', 'Too many helpers within each other.');
      return undefined;
    }
    const name = this.helperName(node.path);
    const rule = name === undefined ? undefined : helperRule(name);
    if (!rule || rule.gives === 'block') {
      this.fault(
        node,
        'unknown_helper',
        `There is no helper "${String((node.path as { original?: unknown }).original)}".`,
      );
      return undefined;
    }
    if (node.hash) this.fault(node, 'wrong_arguments', 'Helpers take no "name=value".');
    const shape = this.callArguments(node, rule, place, depth);
    if (wanted === 'any' || (rule.gives === 'text' && wanted === 'leaf')) return { kind: 'leaf' };
    if (rule.gives === 'list' && wanted === 'list') return shape;
    this.fault(node, 'wrong_arguments', `"${name}" can't stand here: ${EXPECTED[wanted]}`);
    return undefined;
  }

  /** The shape of the first argument, which is what a helper that gives a list gives. */
  private callArguments(
    node: hbs.AST.SubExpression | hbs.AST.MustacheStatement,
    rule: HelperRule,
    place: Place,
    depth: number,
  ): FactShape | undefined {
    const atLeast = rule.atLeast ?? rule.takes.length;
    if (node.params.length < atLeast || takesAt(rule, node.params.length - 1) === undefined) {
      this.fault(node, 'wrong_arguments', 'The helper has too few or too many facts.');
    }
    const shapes = node.params.map((param, index) => {
      if (param.type === 'NullLiteral' && takesAt(rule, index) === 'any') return undefined;
      return this.expression(param, takesAt(rule, index) ?? 'any', place, depth + 1);
    });
    return shapes[0];
  }

  /** The plain name in helper position; undefined for `this.x`, `../x`, `@x`, `a.b` and literals. */
  private helperName(node: hbs.AST.PathExpression | hbs.AST.Literal): string | undefined {
    if (node.type !== 'PathExpression') return undefined;
    const { parts, depth, data, original } = node as hbs.AST.PathExpression;
    return parts.length === 1 && depth === 0 && !data && original === parts[0] ? original : undefined;
  }

  private fault(node: hbs.AST.Node, code: string, message: string): void {
    const { line, column } = node.loc.start;
    this.faults.push({ path: this.path, line, column: column + 1, code, message });
  }
}

const EXPECTED: Record<Takes, string> = {
  leaf: 'a text, a number or a date is expected.',
  money: 'an amount of money is expected.',
  list: 'a list is expected.',
  any: 'a fact or a condition is expected.',
};

function fits(shape: FactShape, wanted: Takes): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'leaf':
      return shape.kind === 'leaf';
    case 'list':
      return shape.kind === 'list' || shape.kind === 'map';
    case 'money':
      return shape === MONEY;
  }
}
