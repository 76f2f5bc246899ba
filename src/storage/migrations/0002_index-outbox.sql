DROP INDEX "outbox_due";--> statement-breakpoint
CREATE INDEX "outbox_conversation" ON "outbox" USING btree ("conversation_id","id");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("channel","conversation_id","id") WHERE "outbox"."delivered_at" is null and "outbox"."given_up_at" is null;