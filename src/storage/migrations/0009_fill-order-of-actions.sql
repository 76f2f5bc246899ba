-- What was done before the order had a column of its own.
UPDATE "actions" SET "order_id" = "request"->>'orderId' WHERE "order_id" IS NULL AND "request" ? 'orderId';
