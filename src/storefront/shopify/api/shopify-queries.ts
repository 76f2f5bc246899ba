/**
 * What is asked of Shopify. A query may cost 1,000 points: an object costs one, a connection two and its nodes. So a
 * page asks for what most orders have, and what is longer is asked for by itself.
 */
const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';
const MONEY = '{ shopMoney { amount currencyCode } }';
const ADDRESS = '{ name firstName lastName company address1 address2 city province zip country phone }';
const CUSTOMER = `{ id firstName lastName updatedAt
  defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }`;
const LINE = `{ id sku name title quantity currentQuantity originalUnitPriceSet ${MONEY} }`;
const VARIANT = `{ id title sku barcode price position inventoryQuantity
  selectedOptions { name value } inventoryItem { id tracked } }`;
const FULFILMENT_LINE = '{ quantity lineItem { id } }';
const FULFILMENT_EVENT = '{ id status happenedAt estimatedDeliveryAt }';
const REFUND_LINE = '{ quantity lineItem { id } }';
const RETURN_LINE = `{ quantity returnReason returnReasonNote customerNote
  ... on ReturnLineItem { fulfillmentLineItem { lineItem { id } } } }`;

const FULFILMENT = `{ id status displayStatus createdAt updatedAt
  trackingInfo(first: 5) { company number url }
  fulfillmentLineItems(first: 10) { nodes ${FULFILMENT_LINE} ${PAGE_INFO} }
  events(first: 5) { nodes ${FULFILMENT_EVENT} ${PAGE_INFO} } }`;
const REFUND = `{ id createdAt note totalRefundedSet ${MONEY}
  refundLineItems(first: 10) { nodes ${REFUND_LINE} ${PAGE_INFO} } }`;
const RETURN = `{ id name status createdAt
  returnLineItems(first: 10) { nodes ${RETURN_LINE} ${PAGE_INFO} } }`;

/** Of the lists that have no pages; an order with as many may have more. */
export const INLINE_LISTED = 5;

export const ORDERS = `query Orders($query: String, $after: String) {
  orders(first: 15, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id name email processedAt createdAt updatedAt cancelledAt currencyCode
      displayFinancialStatus displayFulfillmentStatus
      totalPriceSet ${MONEY}
      customer ${CUSTOMER}
      shippingAddress ${ADDRESS}
      billingAddress ${ADDRESS}
      lineItems(first: 10) { nodes ${LINE} ${PAGE_INFO} }
      fulfillments(first: 1) { id }
      refunds(first: 1) { id }
      returns(first: 1) { nodes { id } }
    }
    ${PAGE_INFO}
  }
}`;

/** What happened to an order since it was placed. */
export const ORDER_HISTORY = `query OrderHistory($id: ID!) {
  order(id: $id) {
    fulfillments(first: ${INLINE_LISTED}) ${FULFILMENT}
    refunds(first: ${INLINE_LISTED}) ${REFUND}
    returns(first: 3) { nodes ${RETURN} ${PAGE_INFO} }
  }
}`;

export const ORDER_LISTS = `query OrderLists($id: ID!) {
  order(id: $id) { fulfillments(first: 250) { id } refunds(first: 250) { id } }
}`;

export const MORE_RETURNS = `query MoreReturns($id: ID!, $after: String) {
  order(id: $id) { returns(first: 10, after: $after) { nodes ${RETURN} ${PAGE_INFO} } }
}`;

export const FULFILMENT_BY_ID = `query Fulfilment($id: ID!) { node(id: $id) { ... on Fulfillment ${FULFILMENT} } }`;
export const REFUND_BY_ID = `query Refund($id: ID!) { node(id: $id) { ... on Refund ${REFUND} } }`;

export const PRODUCTS = `query Products($query: String, $after: String) {
  products(first: 8, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id title descriptionHtml vendor productType status updatedAt
      options(first: 3) { name values }
      variants(first: 20) { nodes ${VARIANT} ${PAGE_INFO} }
    }
    ${PAGE_INFO}
  }
}`;

export const CUSTOMERS = `query Customers($query: String, $after: String) {
  customers(first: 100, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes ${CUSTOMER} ${PAGE_INFO}
  }
}`;

const more = (type: string, field: string, selection: string): string =>
  `query More($id: ID!, $after: String) {
    node(id: $id) { ... on ${type} { ${field}(first: 100, after: $after) { nodes ${selection} ${PAGE_INFO} } } }
  }`;

/** The rest of what is longer than a page asks for, by the field that it stands in. */
export const MORE: Readonly<Record<string, string>> = {
  lineItems: more('Order', 'lineItems', LINE),
  variants: more('Product', 'variants', VARIANT),
  fulfillmentLineItems: more('Fulfillment', 'fulfillmentLineItems', FULFILMENT_LINE),
  events: more('Fulfillment', 'events', FULFILMENT_EVENT),
  refundLineItems: more('Refund', 'refundLineItems', REFUND_LINE),
  returnLineItems: more('Return', 'returnLineItems', RETURN_LINE),
};
