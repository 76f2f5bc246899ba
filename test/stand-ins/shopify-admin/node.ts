import { GraphQLError } from 'graphql';
import { type CallContext, isOrderVisible, requireScope } from './call-context';
import { parseGid } from './gid';
import { REASON_DEFINITIONS, reasonDefinitionView } from './views/return-reasons';
import { customerView } from './views/customer-view';
import { fulfillmentView } from './views/fulfillment-view';
import { orderView } from './views/order-view';
import { inventoryItemView, locationView, productView, variantView } from './views/product-view';
import { refundView, returnView } from './views/return-view';
import type { View } from './views/view';

const SCOPES: Record<string, string> = {
  Order: 'read_orders',
  Fulfillment: 'read_orders',
  Refund: 'read_orders',
  Return: 'read_returns',
  ReturnReasonDefinition: 'read_returns',
  Product: 'read_products',
  ProductVariant: 'read_products',
  Customer: 'read_customers',
  InventoryItem: 'read_inventory',
  Location: 'read_locations',
};

/** Null: there is none, or it isn't of the asked type. */
export function nodeView(context: CallContext, id: string, type?: string): View | null {
  const parsed = parseGid(id);
  if (!parsed) {
    throw new GraphQLError(`Invalid global id '${id}'`, {
      extensions: { code: 'argumentLiteralsIncompatible' },
    });
  }
  if (type !== undefined && parsed.type !== type) return null;
  const scope = SCOPES[parsed.type];
  if (scope) requireScope(context, scope, fieldOf(parsed.type));
  return find(context, parsed.type, parsed.id);
}

function fieldOf(type: string): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

function find(context: CallContext, type: string, id: number): View | null {
  const { shop } = context;
  const orders = shop.orders.filter((order) => isOrderVisible(context, order));
  switch (type) {
    case 'Order': {
      const order = orders.find((one) => one.id === id);
      return order ? orderView(context, order) : null;
    }
    case 'Fulfillment': {
      for (const order of orders) {
        const fulfillment = order.fulfillments.find((one) => one.id === id);
        if (fulfillment) return fulfillmentView(context, order, fulfillment);
      }
      return null;
    }
    case 'Refund': {
      for (const order of orders) {
        const refund = order.refunds.find((one) => one.id === id);
        if (refund) return refundView(context, order, refund);
      }
      return null;
    }
    case 'Return': {
      for (const order of orders) {
        const row = order.returns.find((one) => one.id === id);
        if (row) return returnView(context, order, row);
      }
      return null;
    }
    case 'Product': {
      const product = shop.products.find((one) => one.id === id);
      return product ? productView(context, product) : null;
    }
    case 'ProductVariant': {
      const found = shop.variant(id);
      return found ? variantView(context, found.product, found.variant) : null;
    }
    case 'InventoryItem': {
      for (const product of shop.products) {
        const variant = product.variants.find((one) => one.inventoryItem.id === id);
        if (variant) return inventoryItemView(context, product, variant);
      }
      return null;
    }
    case 'Customer': {
      const customer = shop.customers.find((one) => one.id === id);
      return customer ? customerView(context, customer) : null;
    }
    case 'Location': {
      const location = shop.locations.find((one) => one.id === id);
      return location ? locationView(location) : null;
    }
    case 'ReturnReasonDefinition': {
      const definition = REASON_DEFINITIONS.find((one) => one.id === id);
      return definition ? reasonDefinitionView(definition.reason) : null;
    }
    default:
      return null;
  }
}
