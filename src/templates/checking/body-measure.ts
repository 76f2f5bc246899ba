import { helperRule } from '../body-language';
import type { FactShape } from '../fact-shape';

/** How much a body can come to. */
export interface Measure {
  /** Steps at most, however long the lists are; one is about a microsecond. */
  cost: number;
  /** Characters of its own, each list counted as one entry, by the longest way through. */
  length: number;
  /** Whether something can be seen, whatever the facts are. */
  says: boolean;
}

type Shapes = ReadonlyMap<hbs.AST.Node, FactShape>;

/** So many characters of plain text take as long as one fact. */
const CHARACTERS_PER_STEP = 64;
const NOTHING: Measure = { cost: 0, length: 0, says: false };

/** Measures a body that has no faults; `shapes` is what its expressions come to. */
export function measureBody(program: hbs.AST.Program, shapes: Shapes): Measure {
  return program.body
    .map((statement) => measureStatement(statement, shapes))
    .reduce(
      (sum, one) => ({
        cost: sum.cost + one.cost,
        length: sum.length + one.length,
        says: sum.says || one.says,
      }),
      NOTHING,
    );
}

function measureStatement(node: hbs.AST.Statement, shapes: Shapes): Measure {
  switch (node.type) {
    case 'ContentStatement': {
      const { value } = node as hbs.AST.ContentStatement;
      const cost = value.length / CHARACTERS_PER_STEP;
      return { cost, length: value.length, says: /\S/.test(value) };
    }
    case 'MustacheStatement':
      return measureMustache(node as hbs.AST.MustacheStatement, shapes);
    case 'BlockStatement':
      return measureBlock(node as hbs.AST.BlockStatement, shapes);
    default:
      return NOTHING;
  }
}

function measureMustache(node: hbs.AST.MustacheStatement, shapes: Shapes): Measure {
  const isCall = shapes.has(node);
  const shape = shapes.get(isCall ? node : node.path);
  const isFilled =
    shape?.kind === 'leaf' && (shape.isNeverEmpty || shape.type === 'number' || shape.type === 'date');
  const gives = isCall && helperRule(String((node.path as hbs.AST.PathExpression).original));
  return {
    cost: 1 + (isCall ? costOf(node, shapes) : 0),
    length: 0,
    says: Boolean(gives ? gives.isNeverEmpty : isFilled),
  };
}

function measureBlock(node: hbs.AST.BlockStatement, shapes: Shapes): Measure {
  const [condition] = node.params;
  const shape = condition && shapes.get(condition);
  const main = node.program ? measureBody(node.program, shapes) : NOTHING;
  const inverse = node.inverse ? measureBody(node.inverse, shapes) : NOTHING;
  const times = shape?.kind === 'list' || shape?.kind === 'map' ? shape.atMost : 1;
  const isEach = node.path.original === 'each';
  return {
    cost:
      1 +
      (condition ? costOf(condition, shapes) : 0) +
      Math.max(main.cost * (isEach ? times : 1) + (isEach ? times : 0), inverse.cost),
    length: Math.max(main.length, inverse.length),
    says: main.says && inverse.says,
  };
}

function costOf(node: hbs.AST.Node, shapes: Shapes): number {
  if (node.type !== 'SubExpression' && node.type !== 'MustacheStatement') return 0;
  const { path, params } = node as hbs.AST.SubExpression;
  const inner = params.reduce((sum, param) => sum + costOf(param, shapes), 0);
  const list = params[0] && shapes.get(params[0]);
  return inner + (helperRule(path.original)?.cost ?? 1) + (list?.kind === 'list' ? list.atMost : 0);
}
