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
CREATE TABLE "identity_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"order_id" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_cursors" (
	"name" text PRIMARY KEY NOT NULL,
	"cursor" jsonb NOT NULL,
	"read" integer NOT NULL,
	"rejected" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "pull_leases" (
	"source" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"held_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_notices" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"once_key" text NOT NULL,
	"about" text NOT NULL,
	"notice" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"done_at" timestamp with time zone,
	"outcome" text
);
--> statement-breakpoint
CREATE TABLE "order_links" (
	"order_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"sender_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"signed_in_as" text,
	"is_group" boolean NOT NULL,
	"locale" text NOT NULL,
	"linked_at" timestamp with time zone NOT NULL,
	"expected_at" timestamp with time zone,
	CONSTRAINT "order_links_order_id_conversation_id_sender_id_pk" PRIMARY KEY("order_id","conversation_id","sender_id")
);
--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "order_id" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "request_number" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "approved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decision" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decided_by" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "decision_facts" jsonb;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "label_url" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "categories" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "order_links" ADD CONSTRAINT "order_links_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_links" ADD CONSTRAINT "order_links_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "shop_pushes_action" ON "shop_pushes" USING btree ("action_key");--> statement-breakpoint
CREATE INDEX "shop_pushes_due" ON "shop_pushes" USING btree ("next_attempt_at") WHERE "shop_pushes"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "shop_pushes_order" ON "shop_pushes" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "shop_pushes_state" ON "shop_pushes" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "identity_codes_subject" ON "identity_codes" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "identity_codes_expired" ON "identity_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "mails_due" ON "mails" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE UNIQUE INDEX "customer_notices_once" ON "customer_notices" USING btree ("once_key");--> statement-breakpoint
CREATE INDEX "customer_notices_due" ON "customer_notices" USING btree ("due_at") WHERE "customer_notices"."done_at" is null;--> statement-breakpoint
CREATE INDEX "customer_notices_done" ON "customer_notices" USING btree ("done_at");--> statement-breakpoint
CREATE INDEX "customer_notices_about" ON "customer_notices" USING btree ("about") WHERE "customer_notices"."done_at" is null;--> statement-breakpoint
CREATE INDEX "order_links_conversation" ON "order_links" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "order_links_expected" ON "order_links" USING btree ("expected_at") WHERE "order_links"."expected_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "actions_request_number" ON "actions" USING btree ("request_number");--> statement-breakpoint
CREATE INDEX "actions_requested" ON "actions" USING btree ("created_at","request_number");--> statement-breakpoint
CREATE INDEX "actions_waiting" ON "actions" USING btree ("order_id") WHERE "actions"."request_number" is not null and "actions"."decision" is null;--> statement-breakpoint
CREATE INDEX "conversations_open" ON "conversations" USING btree ("updated_at") WHERE "conversations"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "shop_events_resource" ON "shop_events" USING btree ("source","resource_key");