import type { CallContext } from '../call-context';
import { requireScope } from '../call-context';
import { nestedConnection, type PageArguments } from '../connection';
import { gid, parseGid } from '../gid';
import { hundredths, money, moneyV2 } from '../money';
import type { LocationRow, ProductRow, VariantRow } from '../rows';
import { dateTime, dateTimeOrNull } from '../times';
import { firstOf, type View } from './view';

function available(variant: VariantRow): number {
  return variant.inventoryItem.levels.reduce((sum, level) => sum + level.available, 0);
}

export function productView(context: CallContext, product: ProductRow): View {
  const prices = product.variants.map((variant) => hundredths(variant.price));
  const currency = context.shop.shop.currencyCode;
  const optionNames = [
    ...new Set(product.variants.flatMap((variant) => variant.selectedOptions.map((option) => option.name))),
  ];
  return {
    __typename: 'Product',
    id: gid('Product', product.id),
    legacyResourceId: String(product.id),
    title: product.title,
    handle: product.handle,
    description: ({ truncateAt }: { truncateAt?: number }) =>
      product.descriptionHtml
        .replace(/<[^>]*>/g, '')
        .trim()
        .slice(0, truncateAt),
    descriptionHtml: product.descriptionHtml,
    productType: product.productType,
    vendor: product.vendor,
    status: product.status,
    tags: [...product.tags].sort(),
    createdAt: dateTime(product.createdAt),
    updatedAt: dateTime(product.updatedAt),
    publishedAt: dateTimeOrNull(product.publishedAt),
    onlineStoreUrl: product.publishedAt ? product.onlineStoreUrl : null,
    isGiftCard: false,
    hasOnlyDefaultVariant: product.variants.length === 1 && product.variants[0]?.title === 'Default Title',
    tracksInventory: product.variants.some((variant) => variant.inventoryItem.tracked),
    totalInventory: product.variants.reduce((sum, variant) => sum + available(variant), 0),
    priceRangeV2: {
      minVariantPrice: moneyV2(Math.min(...prices), currency),
      maxVariantPrice: moneyV2(Math.max(...prices), currency),
    },
    options: (args: PageArguments) =>
      firstOf(optionNames, args).map((name, index) => ({
        __typename: 'ProductOption',
        id: gid('ProductOption', product.id + index),
        name,
        position: index + 1,
        values: [
          ...new Set(
            product.variants
              .flatMap((variant) => variant.selectedOptions)
              .filter((option) => option.name === name)
              .map((option) => option.value),
          ),
        ],
      })),
    variantsCount: () => ({ count: product.variants.length, precision: 'EXACT' }),
    variants: (args: PageArguments) =>
      nestedConnection(
        product.variants,
        args,
        (variant) => variant.id,
        (variant) => variantView(context, product, variant),
      ),
  };
}

export function variantView(context: CallContext, product: ProductRow, variant: VariantRow): View {
  const inStock = available(variant);
  const sellsWithout = variant.inventoryPolicy === 'CONTINUE' || !variant.inventoryItem.tracked;
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', variant.id),
    legacyResourceId: String(variant.id),
    title: variant.title,
    displayName: `${product.title} - ${variant.title}`,
    sku: variant.sku,
    barcode: variant.barcode,
    price: money(hundredths(variant.price)),
    compareAtPrice: variant.compareAtPrice && money(hundredths(variant.compareAtPrice)),
    position: variant.position,
    taxable: true,
    inventoryPolicy: variant.inventoryPolicy,
    inventoryQuantity: inStock,
    sellableOnlineQuantity: Math.max(0, inStock),
    availableForSale: sellsWithout || inStock > 0,
    selectedOptions: variant.selectedOptions,
    createdAt: dateTime(variant.createdAt),
    updatedAt: dateTime(variant.updatedAt),
    product: () => productView(context, product),
    inventoryItem: () => {
      requireScope(context, 'read_inventory', 'inventoryItem');
      return inventoryItemView(context, product, variant);
    },
  };
}

export function inventoryItemView(context: CallContext, product: ProductRow, variant: VariantRow): View {
  const item = variant.inventoryItem;
  const levelView = (level: (typeof item.levels)[number]): View => ({
    __typename: 'InventoryLevel',
    id: `${gid('InventoryLevel', level.id)}?inventory_item_id=${item.id}`,
    isActive: true,
    createdAt: dateTime(variant.createdAt),
    updatedAt: dateTime(level.updatedAt),
    item: () => inventoryItemView(context, product, variant),
    location: () => {
      const location = context.shop.locations.find((one) => one.id === level.locationId);
      return location && locationView(location);
    },
    // Of the names that Shopify knows, the rows have what is left to sell only; the others are counted as it.
    quantities: ({ names }: { names: string[] }) =>
      names
        .filter((name) => name === 'available' || name === 'on_hand')
        .map((name) => ({
          __typename: 'InventoryQuantity',
          id: `${gid('InventoryQuantity', level.id)}?name=${name}`,
          name,
          quantity: level.available,
          updatedAt: dateTime(level.updatedAt),
        })),
  });
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', item.id),
    legacyResourceId: String(item.id),
    sku: variant.sku,
    tracked: item.tracked,
    requiresShipping: item.requiresShipping,
    createdAt: dateTime(variant.createdAt),
    updatedAt: dateTime(item.updatedAt),
    inventoryLevel: ({ locationId }: { locationId: string }) => {
      const level = item.levels.find((one) => one.locationId === parseGid(locationId)?.id);
      return level ? levelView(level) : null;
    },
    inventoryLevels: (args: PageArguments) =>
      nestedConnection(item.levels, args, (level) => level.id, levelView),
    variants: (args: PageArguments) =>
      nestedConnection(
        [variant],
        args,
        (one) => one.id,
        (one) => variantView(context, product, one),
      ),
  };
}

export function locationView(location: LocationRow): View {
  return {
    __typename: 'Location',
    id: gid('Location', location.id),
    legacyResourceId: String(location.id),
    name: location.name,
    isActive: location.isActive,
    fulfillsOnlineOrders: true,
    createdAt: dateTime(location.createdAt),
    updatedAt: dateTime(location.updatedAt),
  };
}
