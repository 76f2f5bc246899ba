import { type CallContext, requireScope } from '../call-context';
import { parseGid } from '../gid';
import { nodeView } from '../node';
import type { View } from '../views/view';
import { userError } from './user-error';

interface TagArguments {
  id: string;
  tags: string[];
}

export function tagsAdd(args: TagArguments, context: CallContext): View {
  return retag(args, context, 'tagsAdd', (has, given) => [
    ...has,
    ...given.filter((tag) => !has.some((one) => one.toLowerCase() === tag.toLowerCase())),
  ]);
}

export function tagsRemove(args: TagArguments, context: CallContext): View {
  return retag(args, context, 'tagsRemove', (has, given) =>
    has.filter((tag) => !given.some((one) => one.toLowerCase() === tag.toLowerCase())),
  );
}

function retag(
  args: TagArguments,
  context: CallContext,
  mutation: string,
  apply: (has: string[], given: string[]) => string[],
): View {
  const parsed = parseGid(args.id);
  const { shop } = context;
  const kinds = {
    Order: { rows: shop.orders, scope: 'write_orders' },
    Customer: { rows: shop.customers, scope: 'write_customers' },
    Product: { rows: shop.products, scope: 'write_products' },
  };
  const kind = kinds[parsed?.type as keyof typeof kinds];
  if (kind) requireScope(context, kind.scope, mutation);
  const row = kind?.rows.find((one) => one.id === parsed?.id);
  if (!row)
    return { node: null, userErrors: [userError(['id'], `${parsed?.type ?? 'Node'} does not exist`)] };
  row.tags = apply(
    row.tags,
    args.tags.map((tag) => tag.trim()).filter((tag) => tag !== ''),
  );
  shop.touch(row);
  return { node: nodeView(context, args.id), userErrors: [] };
}
