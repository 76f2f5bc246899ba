CREATE TABLE "outgoing_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"message_id" text NOT NULL,
	"type" text NOT NULL,
	"lane" text NOT NULL,
	"data" jsonb NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	CONSTRAINT "outgoing_events_message_id_unique" UNIQUE("message_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_attempts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"delivery_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"status" integer,
	"error_code" text,
	"answer" text
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"subscription_id" text NOT NULL,
	"event_id" bigint NOT NULL,
	"lane" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone,
	"given_up_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_subscriptions" (
	"id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"types" text[],
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_secret_until" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"disabled_reason" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"paused_until" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fulfilments" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"state" text NOT NULL,
	"carrier" text,
	"trackings" jsonb NOT NULL,
	"lines" jsonb,
	"shipped_at" timestamp with time zone,
	"expected_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"source" text,
	"external_id" text,
	"source_updated_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "product_variants" (
	"id" text PRIMARY KEY NOT NULL,
	"product_id" text NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"sku" text NOT NULL,
	"sku_key" text NOT NULL,
	"barcode" text,
	"barcode_key" text,
	"price_minor" bigint NOT NULL,
	"stock" integer,
	"options" jsonb NOT NULL,
	"inventory_item_id" text
);
--> statement-breakpoint
CREATE TABLE "shop_returns" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"lines" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"source" text,
	"external_id" text,
	"source_updated_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "shop_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"topic" text NOT NULL,
	"delivery_key" text NOT NULL,
	"event_id" text,
	"origin" text,
	"resource_key" text,
	"payload" jsonb,
	"unreadable_body" text,
	"received_at" timestamp with time zone NOT NULL,
	"triggered_at" timestamp with time zone,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"error_code" text,
	"error_path" text,
	"finished_at" timestamp with time zone,
	CONSTRAINT "shop_events_finished_or_pending" CHECK (("shop_events"."state" = 'pending') = ("shop_events"."finished_at" is null))
);
--> statement-breakpoint
CREATE TABLE "shop_parts" (
	"source" text NOT NULL,
	"record_kind" text NOT NULL,
	"record_id" text NOT NULL,
	"part" text NOT NULL,
	"version" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "shop_parts_source_record_kind_record_id_part_pk" PRIMARY KEY("source","record_kind","record_id","part")
);
--> statement-breakpoint
DROP INDEX "orders_number_key";--> statement-breakpoint
DROP INDEX "products_sku_key";--> statement-breakpoint
ALTER TABLE "order_lines" ALTER COLUMN "unit_price_minor" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "orders" ALTER COLUMN "total_minor" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "products" ALTER COLUMN "price_minor" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "refunds" ALTER COLUMN "amount_minor" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "phone" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "source_updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "ship_to" jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "bill_to" jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "financial_state" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fulfilment_state" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "source_updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "vendor" text;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "status" text DEFAULT 'active' NOT NULL;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "source_updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "lines" jsonb;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "source_updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_webhook_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_event_id_outgoing_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."outgoing_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfilments" ADD CONSTRAINT "fulfilments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_variants" ADD CONSTRAINT "product_variants_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop_returns" ADD CONSTRAINT "shop_returns_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outgoing_events_occurred" ON "outgoing_events" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "webhook_attempts_delivery" ON "webhook_attempts" USING btree ("delivery_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_event" ON "webhook_deliveries" USING btree ("event_id","subscription_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_subscription" ON "webhook_deliveries" USING btree ("subscription_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("subscription_id","next_attempt_at") WHERE "webhook_deliveries"."delivered_at" is null and "webhook_deliveries"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_lane" ON "webhook_deliveries" USING btree ("subscription_id","lane","event_id") WHERE "webhook_deliveries"."delivered_at" is null and "webhook_deliveries"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "fulfilments_order" ON "fulfilments" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "product_variants_product" ON "product_variants" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "product_variants_sku_key" ON "product_variants" USING btree ("sku_key");--> statement-breakpoint
CREATE INDEX "product_variants_sku_key_without_prefix" ON "product_variants" USING btree (ltrim("sku_key", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'));--> statement-breakpoint
CREATE INDEX "product_variants_barcode_key" ON "product_variants" USING btree ("barcode_key");--> statement-breakpoint
CREATE INDEX "product_variants_inventory_item" ON "product_variants" USING btree ("inventory_item_id");--> statement-breakpoint
CREATE INDEX "shop_returns_order" ON "shop_returns" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "shop_events_delivery" ON "shop_events" USING btree ("source","delivery_key");--> statement-breakpoint
CREATE INDEX "shop_events_due" ON "shop_events" USING btree ("next_attempt_at","id") WHERE "shop_events"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "shop_events_in_order" ON "shop_events" USING btree ("source","resource_key","id") WHERE "shop_events"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "shop_events_for_staff" ON "shop_events" USING btree ("state","id") WHERE "shop_events"."state" in ('dead', 'unknown_topic');--> statement-breakpoint
CREATE INDEX "shop_events_finished" ON "shop_events" USING btree ("finished_at") WHERE "shop_events"."state" in ('applied', 'outdated', 'unknown_topic');--> statement-breakpoint
CREATE UNIQUE INDEX "customers_source" ON "customers" USING btree ("source","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_source" ON "orders" USING btree ("source","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "products_source" ON "products" USING btree ("source","external_id");--> statement-breakpoint
CREATE INDEX "products_name_trigrams" ON "products" USING gin ("name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "orders_number_key" ON "orders" USING btree ("number_key");--> statement-breakpoint
CREATE INDEX "products_sku_key" ON "products" USING btree ("sku_key");