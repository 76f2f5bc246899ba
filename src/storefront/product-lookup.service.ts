import { Injectable } from '@nestjs/common';
import { and, asc, desc, eq, or, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../storage';
import { chooseByKey, exactFirst, hasKey, numberKey } from './number-key';
import { isNamedIn, wordsOf } from './misspelling';
import { kindOf, partlyNamed } from './partial-name';
import { productOf, variantOf } from './product-of-rows';
import type { ReturnableProduct } from './return-policy/return-terms';
import type { Product, ProductTalk } from './storefront.types';

const { products, productVariants } = schema;

/** Shorter words are like too many names. */
const SHORTEST_TELLING = 4;
/** Said as they are, a pen and a mug are told. */
const SHORTEST_IN_A_NAME = 3;
const MOST_TELLING = 12;
/** `kettel` has 4 of its 7 trigrams in common with a kettle. */
const LIKENESS = '0.4';
const MOST_CANDIDATES = 100;

const VARIANTS = { variants: { orderBy: asc(productVariants.position) } } as const;
/** Drafts and archived products are nobody's business. */
const isOnSale = eq(products.status, 'active');

/** More products than this are not one that the customer named. */
const MAX_NAMED = 20;
/** Enough for any message that names a product; the rest of a pasted novel is not read. */
const MAX_TEXT = 4_000;

@Injectable()
export class ProductLookupService {
  /** By the product's or a variant's SKU, or a variant's barcode. */
  async findBySku(tx: Transaction, sku: string): Promise<Product | null> {
    const key = numberKey(sku);
    const variant = await this.findVariant(tx, key);
    if (variant) return variant;
    const rows = await tx
      .select()
      .from(products)
      .where(and(isOnSale, hasKey(products.skuKey, key)))
      .orderBy(exactFirst(products.skuKey, key), asc(products.id))
      .limit(2);
    const row = chooseByKey(
      rows.map((one) => ({ ...one, key: one.skuKey })),
      key,
    );
    return row ? productOf(row, []) : null;
  }

  /** What the return policy goes by; nothing where the SKU is on no record. Also of what is sold no longer. */
  async returnable(tx: Transaction, sku: string): Promise<ReturnableProduct> {
    const key = numberKey(sku);
    if (key === '') return { categories: [], attributes: {} };
    const { categories, attributes } = products;
    const preferred = [desc(isOnSale), asc(products.id)];
    const [variant] = await tx
      .select({ categories, attributes, options: productVariants.options })
      .from(productVariants)
      .innerJoin(products, eq(products.id, productVariants.productId))
      .where(eq(productVariants.skuKey, key))
      .orderBy(...preferred)
      .limit(1);
    const [product] = variant
      ? [variant]
      : await tx
          .select({ categories, attributes })
          .from(products)
          .where(eq(products.skuKey, key))
          .orderBy(...preferred)
          .limit(1);
    return {
      categories: product?.categories ?? [],
      attributes: {
        ...(product?.attributes as Record<string, string> | undefined),
        ...(variant?.options as Record<string, string> | undefined),
      },
    };
  }

  async some(tx: Transaction, limit: number): Promise<Product[]> {
    const rows = await tx.query.products.findMany({
      where: isOnSale,
      orderBy: [asc(products.sku), asc(products.id)],
      limit,
      with: VARIANTS,
    });
    return rows.map((row) => productOf(row, row.variants));
  }

  /**
   * Products every word of whose name the text says, in any form and order; the longest names first. Where there is
   * none, those whose name is misspelt there.
   */
  async findNamedIn(tx: Transaction, text: string): Promise<Product[]> {
    const named = await this.findSpeltIn(tx, text);
    return named.length > 0 ? named : this.findMisspeltIn(tx, text);
  }

  private async findSpeltIn(tx: Transaction, text: string): Promise<Product[]> {
    const rows = await tx.query.products.findMany({
      where: and(isOnSale, sql`to_tsvector('english', ${text.slice(0, MAX_TEXT)}) @@ ${products.nameQuery}`),
      orderBy: [desc(sql`numnode(${products.nameQuery})`), asc(products.sku), asc(products.id)],
      limit: MAX_NAMED,
      with: VARIANTS,
    });
    return rows.map((row) => productOf(row, row.variants));
  }

  /**
   * Products that the text means by some words of their names (`the jumper`), or by what tells them from the one
   * talked about (`and the red one?`). Several where nobody can tell which.
   */
  async findMeantIn(
    tx: Transaction,
    text: string,
    { talkedAboutSku, isAsked = false }: ProductTalk = {},
  ): Promise<Product[]> {
    const talkedAbout = talkedAboutSku === undefined ? null : await this.findBySku(tx, talkedAboutSku);
    const read = text.slice(0, MAX_TEXT);
    const kind = talkedAbout ? [kindOf(talkedAbout.name) ?? ''] : [];
    const candidates = await this.findLike(tx, [...kind, ...wordsOf(read)], SHORTEST_IN_A_NAME);
    return partlyNamed(read, candidates, { talkedAbout, isAsked });
  }

  /** Whether each word of a name that is like the text's is meant, is looked at closely. */
  private async findMisspeltIn(tx: Transaction, text: string): Promise<Product[]> {
    const words = wordsOf(text.slice(0, MAX_TEXT));
    const candidates = await this.findLike(tx, words);
    return candidates.filter(({ name }) => isNamedIn(name, words)).slice(0, MAX_NAMED);
  }

  /** Trigrams find the products whose names are like one of the words; those like most of them first. */
  private async findLike(
    tx: Transaction,
    words: readonly string[],
    shortest = SHORTEST_TELLING,
  ): Promise<Product[]> {
    const telling = [...new Set(words)]
      .filter((word) => word.length >= shortest)
      .sort((a, b) => b.length - a.length)
      .slice(0, MOST_TELLING);
    if (telling.length === 0) return [];
    await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${LIKENESS}, true)`);
    const isLike = telling.map((word) => sql`${products.name} %> ${word}`);
    const rows = await tx.query.products.findMany({
      where: and(isOnSale, or(...isLike)),
      orderBy: [
        desc(
          sql.join(
            isLike.map((like) => sql`(${like})::int`),
            sql` + `,
          ),
        ),
        asc(products.sku),
        asc(products.id),
      ],
      limit: MOST_CANDIDATES,
      with: VARIANTS,
    });
    return rows.map((row) => productOf(row, row.variants));
  }

  private async findVariant(tx: Transaction, key: string): Promise<Product | undefined> {
    const rows = await tx
      .select()
      .from(productVariants)
      .innerJoin(products, eq(products.id, productVariants.productId))
      .where(
        and(
          isOnSale,
          or(
            hasKey(productVariants.skuKey, key),
            and(sql`${key} <> ''`, eq(productVariants.barcodeKey, key)),
          ),
        ),
      )
      .orderBy(exactFirst(productVariants.skuKey, key), asc(productVariants.id))
      .limit(2);
    const found = chooseByKey(
      rows.map((row) => ({
        ...row,
        key: row.product_variants.barcodeKey === key ? key : row.product_variants.skuKey,
      })),
      key,
    );
    return found && variantOf(found.products, found.product_variants);
  }
}
