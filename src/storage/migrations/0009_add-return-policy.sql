ALTER TABLE "returns" ADD COLUMN "label_url" text;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "categories" text[] DEFAULT '{}'::text[] NOT NULL;