import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * What a query may cost at most, known before it runs:
 * https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits#cost-calculation
 *
 * Scalars and enums cost nothing, an object one point, an interface the most of what can be selected, a mutation ten, and
 * a connection is sized by `first` or `last`: two points, and its nodes. That is the rule as documented; on large pages
 * the real API often asks for less.
 */
export function requestedCost(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const counter = new CostCounter(schema, fragments, variables);
  const cost = counter.selection(operation.selectionSet, root);
  return operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : cost;
}

export const MUTATION_COST = 10;
export const CONNECTION_COST = 2;

class CostCounter {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Readonly<Record<string, unknown>>,
  ) {}

  selection(set: SelectionSetNode, on: GraphQLCompositeType): number {
    const concrete = isAbstractType(on) ? this.schema.getPossibleTypes(on) : [on];
    return Math.max(0, ...concrete.map((type) => this.selectionOn(set, type)));
  }

  private selectionOn(set: SelectionSetNode, on: GraphQLCompositeType): number {
    return set.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + this.field(selection, on);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
      if (!fragment) return sum;
      const condition = fragment.typeCondition?.name.value ?? on.name;
      const type = this.schema.getType(condition);
      if (!isCompositeType(type)) return sum;
      const applies =
        type === on || (isAbstractType(type) && isObjectType(on) && this.schema.isSubType(type, on));
      return applies ? sum + this.selectionOn(fragment.selectionSet, on) : sum;
    }, 0);
  }

  private field(field: FieldNode, on: GraphQLCompositeType): number {
    const definition = 'getFields' in on ? on.getFields()[field.name.value] : undefined;
    const type = definition && getNamedType(definition.type);
    if (!isCompositeType(type) || !field.selectionSet) return 0;
    const size = this.size(field);
    const inner = this.selection(field.selectionSet, type);
    if (type.name.endsWith('Connection')) return CONNECTION_COST + (size ?? 0) * inner;
    // Of a connection, only the nodes count.
    if (type.name.endsWith('Edge') || type.name === 'PageInfo') return inner;
    return (size ?? 1) * (1 + inner);
  }

  private size(field: FieldNode): number | null {
    for (const argument of field.arguments ?? []) {
      if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
      if (argument.value.kind === Kind.INT) return Number(argument.value.value);
      if (argument.value.kind === Kind.VARIABLE) {
        const given = this.variables[argument.value.name.value];
        if (typeof given === 'number') return given;
      }
    }
    return null;
  }
}
