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
CREATE UNIQUE INDEX "shop_events_delivery" ON "shop_events" USING btree ("source","delivery_key");--> statement-breakpoint
CREATE INDEX "shop_events_due" ON "shop_events" USING btree ("next_attempt_at","id") WHERE "shop_events"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "shop_events_in_order" ON "shop_events" USING btree ("source","resource_key","id") WHERE "shop_events"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "shop_events_for_staff" ON "shop_events" USING btree ("state","id") WHERE "shop_events"."state" in ('dead', 'unknown_topic');--> statement-breakpoint
CREATE INDEX "shop_events_finished" ON "shop_events" USING btree ("finished_at") WHERE "shop_events"."state" in ('applied', 'outdated', 'unknown_topic');