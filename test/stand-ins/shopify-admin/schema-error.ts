import type { GraphQLError, GraphQLFormattedError } from 'graphql';

/** A document or variables that don't fit the schema, with Shopify's codes and, where known, its words. */
export function schemaError(error: GraphQLError, code?: string): GraphQLFormattedError {
  const { message, locations } = error.toJSON();
  const field = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message);
  if (field) {
    const [, fieldName, typeName] = field;
    return {
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      locations,
      extensions: { code: 'undefinedField', typeName, fieldName },
    };
  }
  const argument = /^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"/.exec(message);
  if (argument) {
    const [, argumentName, typeName, fieldName] = argument;
    return {
      message: `Field '${fieldName}' doesn't accept argument '${argumentName}'`,
      locations,
      extensions: { code: 'argumentNotAccepted', name: fieldName, typeName, argumentName },
    };
  }
  return { message, locations, ...(code && { extensions: { code } }) };
}
