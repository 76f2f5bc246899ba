import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  defaultFieldResolver,
  execute,
  getNamedType,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  isCompositeType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLFieldResolver,
} from 'graphql';
import type { CallContext } from './call-context';
import { mutationRoot } from './mutations/mutation-root';
import { CONNECTION_COST, MUTATION_COST, requestedCost } from './query-cost';
import { queryRoot } from './query-root';
import { schemaError } from './schema-error';
import { Throttle } from './throttle';

export interface GraphqlRequest {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
}

/** "A single query to the API cannot exceed a cost of 1,000 points", enforced before it runs. */
const MOST_PER_QUERY = 1000;

const schema = buildSchema(readFileSync(join(__dirname, 'schema.graphql'), 'utf8'));

/** The body of the answer, which is always sent with status 200. */
export function runGraphql(
  request: GraphqlRequest,
  context: CallContext,
  throttle: Throttle,
): Record<string, unknown> {
  if (typeof request.query !== 'string' || request.query.trim() === '') {
    return { errors: [{ message: 'No query string was present', extensions: { code: 'BAD_REQUEST' } }] };
  }
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    return { errors: [schemaError(error as GraphQLError)] };
  }
  const faults = validate(schema, document);
  if (faults.length > 0) return { errors: faults.map((fault) => schemaError(fault)) };
  const operationName = typeof request.operationName === 'string' ? request.operationName : null;
  const operation = getOperationAST(document, operationName);
  if (!operation) return { errors: [{ message: 'An operation name is required' }] };
  const given = (request.variables ?? {}) as Record<string, unknown>;
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (variables.errors) {
    return { errors: variables.errors.map((error) => schemaError(error, 'INVALID_VARIABLE')) };
  }

  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  }
  const requested = requestedCost(schema, operation, fragments, variables.coerced);
  if (requested > MOST_PER_QUERY) return tooCostly(requested);
  if (!throttle.take(requested)) return throttled(requested, throttle);

  const meter = { points: operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : 0 };
  const result = execute({
    schema,
    document,
    operationName,
    rootValue: operation.operation === OperationTypeNode.MUTATION ? mutationRoot : queryRoot,
    contextValue: context,
    variableValues: given,
    fieldResolver: operation.operation === OperationTypeNode.MUTATION ? defaultFieldResolver : metered(meter),
  }) as ExecutionResult;
  const actual = Math.min(requested, meter.points);
  throttle.refund(requested - actual);
  return {
    ...(result.errors && { errors: result.errors.map((error) => error.toJSON()) }),
    data: result.data ?? null,
    extensions: {
      cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: throttle.status() },
      ...(context.searchNotes.length > 0 && { search: context.searchNotes }),
    },
  };
}

/** Counts what is really there, as the requested cost counts what may be. */
function metered(meter: { points: number }): GraphQLFieldResolver<unknown, CallContext> {
  return (source, args: Record<string, unknown>, context, info) => {
    const value: unknown = defaultFieldResolver(source, args, context, info);
    const type = getNamedType(info.returnType);
    if (value == null || !isCompositeType(type)) return value;
    if (type.name.endsWith('Connection')) meter.points += CONNECTION_COST;
    else if (Array.isArray(value) && !type.name.endsWith('Edge')) meter.points += value.length;
    else if (!type.name.endsWith('Edge') && type.name !== 'PageInfo') meter.points += 1;
    return value;
  };
}

function tooCostly(cost: number): Record<string, unknown> {
  return {
    errors: [
      {
        message:
          `Query cost is ${cost}, which exceeds the single query max cost limit (${MOST_PER_QUERY}).\n\n` +
          'See https://shopify.dev/docs/api/usage/rate-limits for more information on how the\n' +
          'cost of a query is calculated.\n\n' +
          'To query larger amounts of data with fewer limits, bulk operations should be used instead.\n' +
          'See https://shopify.dev/docs/api/usage/bulk-operations/queries for usage details.\n',
        extensions: {
          code: 'MAX_COST_EXCEEDED',
          cost,
          maxCost: MOST_PER_QUERY,
          documentation: 'https://shopify.dev/api/usage/rate-limits',
        },
      },
    ],
  };
}

function throttled(requested: number, throttle: Throttle): Record<string, unknown> {
  return {
    errors: [
      {
        message: 'Throttled',
        extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
      },
    ],
    extensions: {
      cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: throttle.status() },
    },
  };
}
