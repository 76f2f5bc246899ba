/** How Drizzle joins an order to what belongs to it. */
import { relations } from 'drizzle-orm';
import { returns } from './actions';
import { fulfilments, orders, orderLines, products, productVariants, refunds, shopReturns } from './shop';

export const orderRelations = relations(orders, ({ many }) => ({
  lines: many(orderLines),
  refunds: many(refunds),
  returns: many(returns),
  shopReturns: many(shopReturns),
  fulfilments: many(fulfilments),
}));
export const orderLineRelations = relations(orderLines, ({ one }) => ({
  order: one(orders, { fields: [orderLines.orderId], references: [orders.id] }),
}));
export const refundRelations = relations(refunds, ({ one }) => ({
  order: one(orders, { fields: [refunds.orderId], references: [orders.id] }),
}));
export const returnRelations = relations(returns, ({ one }) => ({
  order: one(orders, { fields: [returns.orderId], references: [orders.id] }),
}));
export const shopReturnRelations = relations(shopReturns, ({ one }) => ({
  order: one(orders, { fields: [shopReturns.orderId], references: [orders.id] }),
}));
export const productRelations = relations(products, ({ many }) => ({ variants: many(productVariants) }));
export const productVariantRelations = relations(productVariants, ({ one }) => ({
  product: one(products, { fields: [productVariants.productId], references: [products.id] }),
}));
export const fulfilmentRelations = relations(fulfilments, ({ one }) => ({
  order: one(orders, { fields: [fulfilments.orderId], references: [orders.id] }),
}));
