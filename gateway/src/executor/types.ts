import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether an object of type `typename` satisfies `... on condition`. Interfaces count as types of @interfaceObject data. */
export function matchesType(schema: GraphQLSchema, condition: string, typename: string): boolean {
  if (condition === typename) return true;
  const type = schema.getType(typename);
  const conditionType = schema.getType(condition);
  return (
    isAbstractType(conditionType) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditionType, type)
  );
}

/** The names of all interfaces. */
export function interfacesOf(schema: GraphQLSchema): ReadonlySet<string> {
  return new Set(
    Object.values(schema.getTypeMap())
      .filter(isInterfaceType)
      .map(({ name }) => name),
  );
}
