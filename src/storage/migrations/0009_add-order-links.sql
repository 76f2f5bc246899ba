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
DROP INDEX "customer_notices_waiting";--> statement-breakpoint
ALTER TABLE "customer_notices" ADD COLUMN "about" text NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_notices" ADD COLUMN "due_at" timestamp with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_notices" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_notices" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "order_links" ADD CONSTRAINT "order_links_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_links" ADD CONSTRAINT "order_links_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "order_links_conversation" ON "order_links" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "order_links_expected" ON "order_links" USING btree ("expected_at") WHERE "order_links"."expected_at" is not null;--> statement-breakpoint
CREATE INDEX "customer_notices_due" ON "customer_notices" USING btree ("due_at") WHERE "customer_notices"."done_at" is null;--> statement-breakpoint
CREATE INDEX "customer_notices_done" ON "customer_notices" USING btree ("done_at");--> statement-breakpoint
CREATE INDEX "customer_notices_about" ON "customer_notices" USING btree ("about") WHERE "customer_notices"."done_at" is null;