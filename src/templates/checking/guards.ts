/** The facts that are there for sure where this condition holds: `order` in `{{#if order}}`, also inside `(and …)`. */
export function guardedRoots(condition: hbs.AST.Expression): string[] {
  if (condition.type === 'PathExpression') {
    const { parts, depth, data } = condition as hbs.AST.PathExpression;
    return depth === 0 && !data && parts.length === 1 ? parts : [];
  }
  if (condition.type !== 'SubExpression') return [];
  const { path, params } = condition as hbs.AST.SubExpression;
  return path.original === 'and' ? params.flatMap(guardedRoots) : [];
}
