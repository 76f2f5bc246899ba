/** The catalogue, its history and what staff work on. */
import { integer, jsonb, pgSequence, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { at, bytea } from './columns';

/** What is published now, one row a template; its history is in `templateVersions`. */
export const templates = pgTable('templates', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  version: integer('version').notNull(),
  definition: jsonb('definition').notNull(),
  /** Hash of the shipped definition this row came from; null once the shop has its own. */
  shippedHash: text('shipped_hash'),
  publishedAt: at('published_at').notNull().defaultNow(),
  /** Out of the catalogue since then; publishing or rolling back brings it in again. */
  archivedAt: at('archived_at'),
});

/** Every version ever published; a row never changes. */
export const templateVersions = pgTable(
  'template_versions',
  {
    templateId: text('template_id').notNull(),
    version: integer('version').notNull(),
    kind: text('kind').notNull(),
    definition: jsonb('definition').notNull(),
    publishedAt: at('published_at').notNull(),
    /** Name of the user or key; `shipped` for what comes with the service. */
    publishedBy: text('published_by').notNull(),
    /** `publish`, `rollback`, `import`, `shipped`. */
    origin: text('origin').notNull(),
    note: text('note'),
  },
  (t) => [primaryKey({ columns: [t.templateId, t.version] })],
);

/** Numbers the saves of drafts, so that a draft that was begun anew never has a revision that an earlier one had. */
export const draftRevisions = pgSequence('draft_revisions');

/** Work that is not published yet, one draft a template. */
export const templateDrafts = pgTable('template_drafts', {
  templateId: text('template_id').primaryKey(),
  kind: text('kind').notNull(),
  definition: jsonb('definition').notNull(),
  /** Of `draftRevisions`; the ETag by which nobody overwrites what another saved meanwhile. */
  revision: integer('revision').notNull(),
  /** The published version it began with; null for a new template. */
  basedOn: integer('based_on'),
  updatedBy: text('updated_by').notNull(),
  updatedAt: at('updated_at').notNull(),
});

/** Vectors of catalogue texts, so that no replica computes them twice. */
export const textVectors = pgTable(
  'text_vectors',
  {
    /** Name, version and checksum of the model. */
    model: text('model').notNull(),
    /** SHA-256 of the text. */
    textHash: text('text_hash').notNull(),
    /** float32, little-endian. */
    vector: bytea('vector').notNull(),
  },
  (t) => [primaryKey({ columns: [t.model, t.textHash] })],
);

/** How often each wording was said, and what came after. */
export const wordingCounts = pgTable(
  'wording_counts',
  {
    templateId: text('template_id').notNull(),
    version: integer('version').notNull(),
    locale: text('locale').notNull(),
    /** An outcome, or `confirm`. */
    outcome: text('outcome').notNull(),
    /** The variant's name; empty where there is one wording only. */
    variant: text('variant').notNull(),
    said: integer('said').notNull().default(0),
    resolved: integer('resolved').notNull().default(0),
    askedForPerson: integer('asked_for_person').notNull().default(0),
    thumbsUp: integer('thumbs_up').notNull().default(0),
    thumbsDown: integer('thumbs_down').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.templateId, t.version, t.locale, t.outcome, t.variant] })],
);

/** Conversation scripts that have to go as written before a template that they touch is published. */
export const goldenConversations = pgTable('golden_conversations', {
  name: text('name').primaryKey(),
  script: text('script').notNull(),
  /** Hash of the shipped script this row came from; null once the shop has its own. */
  shippedHash: text('shipped_hash'),
  updatedBy: text('updated_by').notNull(),
  updatedAt: at('updated_at').notNull(),
});

/** One row: counts catalogue changes, so that replicas see them. */
export const catalogueVersion = pgTable('catalogue_version', {
  id: integer('id').primaryKey(),
  version: integer('version').notNull(),
});
