/** Our own, neutral event format, described in docs/storefront.md. */
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, ValidateIf } from 'class-validator';
import {
  AreNames,
  IsCleanLine,
  IsCleanText,
  IsCurrencyCode,
  IsDecimal,
  IsId,
  IsInstant,
  IsListOf,
  IsNested,
  IsPage,
  IsTextMap,
  IsUnits,
  MayBeNull,
} from './dto-fields';

const byId = (one: unknown): unknown => (one as { id?: unknown } | null)?.id;

export class AddressDto {
  @IsCleanLine() @MayBeNull() readonly name?: string | null;
  @IsCleanLine() @MayBeNull() readonly company?: string | null;
  @IsCleanLine() @MayBeNull() readonly street?: string | null;
  @IsCleanLine() @MayBeNull() readonly street2?: string | null;
  @IsCleanLine() @MayBeNull() readonly city?: string | null;
  @IsCleanLine() @MayBeNull() readonly region?: string | null;
  @IsCleanLine() @MayBeNull() readonly postcode?: string | null;
  @IsCleanLine() @MayBeNull() readonly country?: string | null;
  @IsCleanLine() @MayBeNull() readonly phone?: string | null;
}

/** The customer inside an order; a guest has no id. */
export class OrderCustomerDto {
  @IsId() @MayBeNull() readonly id?: string | null;
  @IsCleanLine() @MayBeNull() readonly email?: string | null;
  @IsCleanLine() @MayBeNull() readonly name?: string | null;
  @IsCleanLine() @MayBeNull() readonly phone?: string | null;
  @IsCleanLine() @MayBeNull() readonly locale?: string | null;
}

export class OrderLineDto {
  @IsId() readonly id!: string;
  @IsCleanLine() @MayBeNull() readonly sku?: string | null;
  @IsCleanLine() readonly name!: string;
  @IsUnits(1) readonly quantity!: number;
  @IsDecimal() readonly unitPrice!: string;
  @IsBoolean() @MayBeNull() readonly isFinalSale?: boolean | null;
}

export class OrderDto {
  @IsId() readonly id!: string;
  @IsCleanLine() readonly number!: string;
  @IsInstant() readonly updatedAt!: string;
  @IsInstant() readonly placedAt!: string;
  @IsInstant() @MayBeNull() readonly cancelledAt?: string | null;
  @IsInstant() @MayBeNull() readonly expectedAt?: string | null;
  @IsCurrencyCode() readonly currency!: string;
  @IsDecimal() readonly total!: string;
  @IsCleanLine() @MayBeNull() readonly paymentStatus?: string | null;

  @IsNested(() => OrderCustomerDto)
  readonly customer!: OrderCustomerDto;

  @IsNested(() => AddressDto)
  @MayBeNull()
  readonly shippingAddress?: AddressDto | null;

  @IsNested(() => AddressDto)
  @MayBeNull()
  readonly billingAddress?: AddressDto | null;

  @IsListOf(() => OrderLineDto)
  @ArrayUnique(byId)
  readonly lines!: OrderLineDto[];
}

export class LineCountDto {
  @IsId() readonly lineId!: string;
  @IsUnits(1) readonly quantity!: number;
}

export class TrackingDto {
  @IsCleanLine() @MayBeNull() readonly number?: string | null;
  @IsPage() @MayBeNull() readonly url?: string | null;
}

export class FulfilmentDto {
  @IsId() readonly id!: string;
  @IsId() readonly orderId!: string;
  @IsInstant() readonly updatedAt!: string;

  @IsIn(['preparing', 'shipped', 'delivered', 'failed', 'cancelled'])
  readonly state!: 'preparing' | 'shipped' | 'delivered' | 'failed' | 'cancelled';

  @IsCleanLine() @MayBeNull() readonly carrier?: string | null;
  @IsInstant() @MayBeNull() readonly shippedAt?: string | null;
  @IsInstant() @MayBeNull() readonly expectedAt?: string | null;
  @IsInstant() @MayBeNull() readonly deliveredAt?: string | null;

  @IsListOf(() => TrackingDto, 100)
  @MayBeNull()
  readonly trackings?: TrackingDto[] | null;

  @IsListOf(() => LineCountDto)
  @MayBeNull()
  readonly lines?: LineCountDto[] | null;
}

export class RefundDto {
  @IsId() readonly id!: string;
  @IsId() readonly orderId!: string;
  @IsInstant() readonly createdAt!: string;
  @IsDecimal() readonly amount!: string;
  @IsCurrencyCode() readonly currency!: string;
  @IsCleanLine() @MayBeNull() readonly reason?: string | null;

  @IsListOf(() => LineCountDto)
  @MayBeNull()
  readonly lines?: LineCountDto[] | null;
}

export class ReturnLineDto extends LineCountDto {
  @IsCleanLine() @MayBeNull() readonly reason?: string | null;
}

export class ReturnDto {
  @IsId() readonly id!: string;
  @IsId() readonly orderId!: string;
  @IsCleanLine() readonly number!: string;
  @IsInstant() readonly createdAt!: string;
  @IsInstant() readonly updatedAt!: string;
  @IsIn(['return', 'exchange']) readonly kind!: 'return' | 'exchange';

  @IsIn(['registered', 'received', 'refunded', 'refused', 'cancelled'])
  readonly state!: 'registered' | 'received' | 'refunded' | 'refused' | 'cancelled';

  @IsListOf(() => ReturnLineDto)
  readonly lines!: ReturnLineDto[];
}

export class VariantDto {
  @IsId() readonly id!: string;
  @IsCleanLine() @MayBeNull() readonly title?: string | null;
  @IsCleanLine() @MayBeNull() readonly sku?: string | null;
  @IsCleanLine() @MayBeNull() readonly barcode?: string | null;
  @IsDecimal() readonly price!: string;
  @IsUnits(0) @MayBeNull() readonly stock?: number | null;
  @IsTextMap() @MayBeNull() readonly options?: Record<string, string> | null;
}

export class ProductDto {
  @IsId() readonly id!: string;
  @IsInstant() readonly updatedAt!: string;
  @IsCleanLine() readonly name!: string;
  @IsCleanText() @MayBeNull() readonly description?: string | null;
  @IsCleanLine() @MayBeNull() readonly vendor?: string | null;
  @IsIn(['active', 'draft', 'archived']) @MayBeNull() readonly status?:
    'active' | 'draft' | 'archived' | null;
  @IsCurrencyCode() readonly currency!: string;
  @IsTextMap() @MayBeNull() readonly attributes?: Record<string, string> | null;
  @AreNames() @MayBeNull() readonly categories?: string[] | null;

  @IsListOf(() => VariantDto)
  @ArrayUnique(byId)
  readonly variants!: VariantDto[];
}

export class StockDto {
  @IsId() readonly variantId!: string;
  @IsInstant() readonly updatedAt!: string;
  /** Null, and said so: not counted. */
  @IsUnits(0) @ValidateIf((_, value) => value !== null) readonly quantity!: number | null;
  /** Where several places are counted apart. */
  @IsId() @MayBeNull() readonly place?: string | null;
}

export class CustomerDto {
  @IsId() readonly id!: string;
  @IsInstant() readonly updatedAt!: string;
  @IsCleanLine() @MayBeNull() readonly email?: string | null;
  @IsCleanLine() @MayBeNull() readonly name?: string | null;
  @IsCleanLine() @MayBeNull() readonly phone?: string | null;
  @IsCleanLine() @MayBeNull() readonly locale?: string | null;
}

export class CustomerDeletedDto {
  @IsId() readonly id!: string;
}

export class CustomerRedactedDto {
  @IsId() readonly id!: string;

  @IsArray()
  @ArrayMaxSize(10_000)
  @IsId({ each: true })
  @MayBeNull()
  readonly orderIds?: string[] | null;
}

/** What the shop has decided on something that was requested: named by its key or by its number. */
export class ActionDecidedDto {
  @IsCleanLine() @MayBeNull() readonly actionKey?: string | null;
  @IsCleanLine() @MayBeNull() readonly requestNumber?: string | null;
  @IsIn(['ok', 'refused']) readonly decision!: 'ok' | 'refused';
  @IsId() @MayBeNull() readonly returnNumber?: string | null;
  @IsPage() @MayBeNull() readonly labelUrl?: string | null;
  @IsCleanLine() @MayBeNull() readonly reason?: string | null;
}
