type Expression = hbs.AST.Expression;

/** The key of the fact that an expression names, if it names one. */
type KeyOf = (expression: Expression) => string | undefined;

/** The facts that are surely known where this condition holds: `order.carrier` in `{{#if order.carrier}}`. */
export function knownWhereTrue(condition: Expression, keyOf: KeyOf): Set<string> {
  const call = callOf(condition);
  if (!call) return keysOf(condition, keyOf);
  const { name, params } = call;
  switch (name) {
    case 'and':
      return union(params.map((one) => knownWhereTrue(one, keyOf)));
    case 'or':
      return common(params.map((one) => knownWhereTrue(one, keyOf)));
    case 'not':
      return params[0] ? knownWhereFalse(params[0], keyOf) : new Set();
    case 'gt':
    case 'isFuture':
      return union(params.map((one) => keysOf(one, keyOf)));
    case 'eq':
      return params.some(isSaid) ? union(params.map((one) => keysOf(one, keyOf))) : new Set();
    default:
      return new Set();
  }
}

/** The facts that are surely known where this condition does not hold. */
export function knownWhereFalse(condition: Expression, keyOf: KeyOf): Set<string> {
  const call = callOf(condition);
  if (!call) return new Set();
  const { name, params } = call;
  switch (name) {
    case 'and':
      return common(params.map((one) => knownWhereFalse(one, keyOf)));
    case 'or':
      return union(params.map((one) => knownWhereFalse(one, keyOf)));
    case 'not':
      return params[0] ? knownWhereTrue(params[0], keyOf) : new Set();
    case 'eq':
      return params.some(({ type }) => type === 'NullLiteral')
        ? union(params.map((one) => keysOf(one, keyOf)))
        : new Set();
    default:
      return new Set();
  }
}

/** A value written in the body, which is never null. */
function isSaid({ type }: Expression): boolean {
  return type === 'StringLiteral' || type === 'NumberLiteral' || type === 'BooleanLiteral';
}

function callOf(condition: Expression): { name: string; params: Expression[] } | undefined {
  if (condition.type !== 'SubExpression') return undefined;
  const { path, params } = condition as hbs.AST.SubExpression;
  return { name: path.original, params };
}

function keysOf(expression: Expression, keyOf: KeyOf): Set<string> {
  const key = keyOf(expression);
  return new Set(key === undefined ? [] : [key]);
}

function union(sets: Set<string>[]): Set<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

function common(sets: Set<string>[]): Set<string> {
  const [first, ...others] = sets;
  return new Set([...(first ?? [])].filter((key) => others.every((set) => set.has(key))));
}
