import type { TemplateFault } from '../template.types';
import { HELPERS, helperRule } from '../body-language';
import { FACT_ROOTS, type FactShape } from '../fact-shape';
import { ExpressionChecker, type Place } from './expression-checker';
import { ownLeaf, ROOT_SCOPE } from './body-scope';
import type { Findings } from './findings';
import { knownWhereFalse, knownWhereTrue } from './known-values';
import { nearest } from './near-miss';
import type { RuleName } from './rules';

const MAX_BLOCK_DEPTH = 8;
/** Of one body; more tell an author nothing, and each takes a while to find what was meant. */
const MOST_FAULTS = 50;
const BLOCKS = Object.keys(HELPERS).filter((name) => HELPERS[name]?.gives === 'block');
const BLOCK_PARAM = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Walks the parsed body and allows what it knows, so that whatever Handlebars has besides is refused. */
export class BodyChecker {
  private readonly expressions = new ExpressionChecker((...fault) => this.fault(...fault));
  private faults = 0;

  constructor(
    private readonly source: string,
    private readonly path: string,
    private readonly findings: Findings,
  ) {}

  /** Notes the faults, fifty at most; what each expression comes to. */
  check(program: hbs.AST.Program, given: ReadonlySet<string>): ReadonlyMap<hbs.AST.Node, FactShape> {
    const known = new Set([...given].map((root) => `0.${root}`));
    this.program(program, { scopes: [ROOT_SCOPE], known, depth: 0 });
    return this.expressions.shapes;
  }

  private program(program: hbs.AST.Program, place: Place): void {
    for (const statement of program.body) this.statement(statement, place);
  }

  private statement(node: hbs.AST.Statement, place: Place): void {
    if (this.faults >= MOST_FAULTS) return;
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
        this.fault('partials', node, 'partial', 'A body can\'t include another one ("{{> …}}").');
        return;
      default:
        this.fault('decorators', node, 'decorator', 'Decorators ("{{* …}}") are not allowed.');
    }
  }

  private mustache(node: hbs.AST.MustacheStatement, place: Place): void {
    if (!node.escaped) {
      const message = 'Write "{{ }}" instead of "{{{ }}}" or "{{& }}".';
      this.fault('raw-output', node, 'triple_stash', message, `{{${this.innerTextOf(node)}}}`);
    }
    const isCall = node.params.length > 0 || node.hash || this.isHelperAlone(node);
    const shape = this.expressions.expression(isCall ? node : node.path, 'printable', place);
    if (shape?.kind === 'leaf' && shape.type === 'date') this.adviseDate(node);
  }

  /** `{{money}}` is a call without arguments: no fact is called like a helper. */
  private isHelperAlone({ path }: hbs.AST.MustacheStatement): boolean {
    const name = this.expressions.helperName(path);
    return name !== undefined && helperRule(name) !== undefined;
  }

  private adviseDate(node: hbs.AST.MustacheStatement): void {
    const suggestion = `date ${this.innerTextOf(node)}`;
    this.findings.advise({
      ...this.at(node),
      code: 'raw_date',
      message: `This is printed as 2026-03-05T10:00:00.000Z: write "{{${suggestion}}}".`,
      suggestion: `{{${suggestion}}}`,
    });
  }

  private block(node: hbs.AST.BlockStatement, place: Place): void {
    if (place.depth >= MAX_BLOCK_DEPTH) {
      this.fault('block-depth', node, 'too_deep', 'Too many blocks within each other.');
    }
    const name = this.expressions.helperName(node.path);
    if (name === undefined || !BLOCKS.includes(name)) {
      const written = node.path.original;
      const message = `A block is #if, #unless or #each, not "${written}".`;
      this.fault('known-blocks', node, 'unknown_helper', message, nearest(written, BLOCKS));
      return;
    }
    const condition = node.params[0];
    if (node.params.length !== 1 || !condition) {
      const message = `{{#${name}}} takes exactly one fact or condition.`;
      this.fault('argument-count', node, 'wrong_arguments', message);
    }
    if (node.hash)
      this.fault('named-arguments', node.hash, 'wrong_arguments', `{{#${name}}} takes no "name=value".`);
    if (!condition) return;
    const inner = { ...place, depth: place.depth + 1 };
    if (name === 'each') this.each(node, condition, inner);
    else this.branches(node, condition, place, name === 'if');
  }

  private branches(
    block: hbs.AST.BlockStatement,
    condition: hbs.AST.Expression,
    place: Place,
    isIf: boolean,
  ): void {
    const { program, inverse } = block;
    // `program` is null for an empty inverted block such as `{{^if x}}`.
    if ([program, inverse].some((one) => one?.blockParams?.length)) {
      this.fault('block-parameters', block, 'wrong_arguments', 'Only {{#each}} takes "as |…|".');
    }
    this.expressions.expression(condition, 'any', place);
    const keyOf = (one: hbs.AST.Expression): string | undefined => this.expressions.keyOf(one, place);
    const within = (more: Set<string>): Place => ({
      ...place,
      depth: place.depth + 1,
      known: new Set([...place.known, ...more]),
    });
    const [ifTrue, ifFalse] = [knownWhereTrue(condition, keyOf), knownWhereFalse(condition, keyOf)];
    if (program) this.program(program, within(isIf ? ifTrue : ifFalse));
    if (inverse) this.inverse(inverse, within(isIf ? ifFalse : ifTrue), place);
  }

  /** A chain of `{{else if}}` is as deep as its first `{{#if}}`. */
  private inverse(inverse: hbs.AST.Program & { chained?: boolean }, inner: Place, outer: Place): void {
    this.program(inverse, inverse.chained ? { ...inner, depth: outer.depth } : inner);
  }

  private each(block: hbs.AST.BlockStatement, target: hbs.AST.Expression, inner: Place): void {
    const { program, inverse } = block;
    const shape = this.expressions.expression(target, 'listOrMap', inner);
    const item = shape?.kind === 'list' || shape?.kind === 'map' ? shape.of : undefined;
    // Without a known list every path inside would be a fault of its own; the one above says enough.
    if (item && program) {
      const blockParams = this.blockParams(block, item, inner);
      this.program(program, { ...inner, scopes: [...inner.scopes, { shape: item, blockParams }] });
    }
    if (inverse) this.program(inverse, inner);
  }

  private blockParams(
    block: hbs.AST.BlockStatement,
    item: FactShape,
    { scopes }: Place,
  ): Map<string, FactShape> {
    const names = block.program.blockParams ?? [];
    for (const name of names) {
      const isOuter = scopes.some(({ blockParams }) => blockParams.has(name));
      const isTaken = isOuter || Object.hasOwn(FACT_ROOTS, name) || Object.hasOwn(HELPERS, name);
      if (BLOCK_PARAM.test(name) && !isTaken && !(name in Object.prototype)) continue;
      const message = `An entry can't be called "${name}": take a name that is no fact, no helper and not given yet.`;
      this.fault('block-parameters', block, 'wrong_arguments', message);
    }
    if (names.length > 2) {
      const message = 'An {{#each}} gives two things: the entry and its key.';
      this.fault('block-parameters', block, 'wrong_arguments', message);
    }
    const [itemName, keyName] = names;
    return new Map([
      ...(keyName ? [[keyName, ownLeaf('text')] as const] : []),
      ...(itemName ? [[itemName, item] as const] : []),
    ]);
  }

  /** What is between the braces, as written. */
  private innerTextOf({ path, loc }: hbs.AST.MustacheStatement): string {
    const line = this.source.split('\n')[path.loc.start.line - 1] ?? '';
    const isOneLine = path.loc.start.line === loc.end.line;
    return line
      .slice(path.loc.start.column, isOneLine ? loc.end.column : undefined)
      .replace(/~?\}+$/, '')
      .trim();
  }

  private at({ loc }: hbs.AST.Node): Pick<TemplateFault, 'path' | 'line' | 'column'> {
    return { path: this.path, line: loc.start.line, column: loc.start.column + 1 };
  }

  private fault(
    rule: RuleName,
    node: hbs.AST.Node,
    code: string,
    message: string,
    suggestion?: string,
  ): boolean {
    const fault = { ...this.at(node), code, message, ...(suggestion && { suggestion }) };
    const isNoted = this.findings.note(rule, fault);
    if (isNoted) this.faults += 1;
    return isNoted;
  }
}
