ALTER TABLE "outbox" ADD COLUMN "given_up_at" timestamp with time zone;--> statement-breakpoint
-- Until now ten attempts were the end; those messages must not be sent after all.
UPDATE "outbox" SET "given_up_at" = "next_attempt_at" WHERE "delivered_at" IS NULL AND "attempts" >= 10;
