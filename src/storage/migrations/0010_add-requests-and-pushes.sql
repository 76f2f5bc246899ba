CREATE TABLE "shop_pushes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"action_key" text NOT NULL,
	"source" text NOT NULL,
	"order_id" text NOT NULL,
	"push" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"error_code" text,
	"reason" text,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "order_id" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "request_number" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "approved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decision" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decided_by" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decision_facts" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "shop_pushes_action" ON "shop_pushes" USING btree ("action_key");--> statement-breakpoint
CREATE INDEX "shop_pushes_due" ON "shop_pushes" USING btree ("next_attempt_at") WHERE "shop_pushes"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "shop_pushes_order" ON "shop_pushes" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "shop_pushes_state" ON "shop_pushes" USING btree ("state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "actions_request_number" ON "actions" USING btree ("request_number");--> statement-breakpoint
CREATE INDEX "actions_requested" ON "actions" USING btree ("created_at","request_number");--> statement-breakpoint
CREATE INDEX "actions_waiting" ON "actions" USING btree ("order_id") WHERE "actions"."request_number" is not null and "actions"."decision" is null;