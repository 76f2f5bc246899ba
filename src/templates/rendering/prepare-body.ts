type Path = hbs.AST.PathExpression;

/**
 * Changes a parsed body so that it can be relied on:
 * - all that is printed goes through the helper `print`: Handlebars by itself prints null as nothing, and a reply with
 *   a hole must never go out;
 * - `../` becomes a name: Handlebars finds what it stands for by comparing entries at run time, and is wrong where
 *   an entry is equal to the one around it.
 */
export function prepareBody(program: hbs.AST.Program, print: string): void {
  new BodyPreparation(print).program(program, []);
}

/** `loops` are the names of the entries around, the outermost first. */
class BodyPreparation {
  constructor(private readonly print: string) {}

  program(program: hbs.AST.Program, loops: readonly string[]): void {
    for (const statement of program.body) {
      if (statement.type === 'BlockStatement') this.block(statement as hbs.AST.BlockStatement, loops);
      if (statement.type === 'MustacheStatement') {
        this.mustache(statement as hbs.AST.MustacheStatement, loops);
      }
    }
  }

  private block(node: hbs.AST.BlockStatement, loops: readonly string[]): void {
    const { program, inverse, params, path } = node;
    for (const param of params) nameOuter(param, loops);
    // Either can be absent, whatever the types say.
    if (inverse) this.program(inverse, loops);
    if (!program) return;
    if (path.original !== 'each') return this.program(program, loops);
    // Nobody can write this name.
    const [entry = `entry ${loops.length}`, ...others] = program.blockParams ?? [];
    program.blockParams = [entry, ...others];
    this.program(program, [...loops, entry]);
  }

  private mustache(mustache: hbs.AST.MustacheStatement, loops: readonly string[]): void {
    const { params, hash, loc } = mustache;
    const path = mustache.path as Path;
    nameOuter(path, loops);
    for (const param of params) nameOuter(param, loops);
    const call: hbs.AST.SubExpression = { type: 'SubExpression', path, params, hash, loc };
    mustache.params = [params.length > 0 ? call : path];
    mustache.path = pathOf([this.print], loc) as never;
  }
}

function nameOuter(node: hbs.AST.Expression, loops: readonly string[]): void {
  if (node.type === 'SubExpression') {
    for (const param of (node as hbs.AST.SubExpression).params) nameOuter(param, loops);
  }
  if (node.type !== 'PathExpression') return;
  const path = node as Path;
  if (path.depth === 0) return;
  const entry = loops[loops.length - path.depth - 1];
  const parts = entry === undefined ? ['root', ...path.parts] : [entry, ...path.parts];
  Object.assign(path, pathOf(parts, path.loc, entry === undefined));
}

function pathOf(parts: string[], loc: hbs.AST.SourceLocation, data = false): object {
  return {
    type: 'PathExpression',
    data,
    depth: 0,
    parts,
    original: `${data ? '@' : ''}${parts.join('.')}`,
    loc,
  };
}
