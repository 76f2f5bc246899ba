/** What Shopify is told, and what is looked at before. */
export const PUSHED_ORDER = `query PushedOrder($id: ID!) {
  order(id: $id) {
    id cancelledAt note tags displayFulfillmentStatus
    returns(first: 25) { nodes { status returnLineItems(first: 10) { nodes { customerNote } } } }
  }
}`;

export const CANCEL_ORDER = `mutation CancelOrder(
  $orderId: ID!, $restock: Boolean!, $refundMethod: OrderCancelRefundMethodInput!, $staffNote: String
) {
  orderCancel(
    orderId: $orderId, reason: CUSTOMER, restock: $restock, refundMethod: $refundMethod, staffNote: $staffNote
  ) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}`;

export const JOB = 'query Job($id: ID!) { job(id: $id) { id done } }';

export const SET_NOTE = `mutation SetNote($input: OrderInput!) {
  orderUpdate(input: $input) { userErrors { field message } }
}`;

export const ADD_TAG = `mutation AddTag($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { userErrors { field message } }
}`;

export const RETURNABLE = `query Returnable($orderId: ID!, $after: String) {
  returnableFulfillments(orderId: $orderId, first: 5, after: $after) {
    nodes {
      returnableFulfillmentLineItems(first: 50) {
        nodes { quantity fulfillmentLineItem { id lineItem { id } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const REQUEST_RETURN = `mutation RequestReturn($input: ReturnRequestInput!) {
  returnRequest(input: $input) { return { id } userErrors { field message code } }
}`;
