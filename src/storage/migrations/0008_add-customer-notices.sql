CREATE TABLE "customer_notices" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"once_key" text NOT NULL,
	"notice" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "customer_notices_once" ON "customer_notices" USING btree ("once_key");--> statement-breakpoint
CREATE INDEX "customer_notices_waiting" ON "customer_notices" USING btree ("id") WHERE "customer_notices"."done_at" is null;