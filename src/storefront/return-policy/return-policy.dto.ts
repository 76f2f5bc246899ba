import { Transform } from 'class-transformer';
import { ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, Max, Min, ValidateBy } from 'class-validator';
import { APPROVABLE_ACTIONS, type ApprovableAction } from '../../common';
import { pageAt } from '../payload/payload-fields';
import { AreNames, IsCleanLine, IsListOf, IsNested, IsTextMap, MayBeNull } from '../standard/dto-fields';
import { PAYERS, type Payer, type ReturnPolicy, type ReturnRule } from './return-policy';

const LONGEST_WINDOW_DAYS = 3_650;
const MOST_RULES = 200;
const MOST_NAMES = 500;
const TEMPLATE_ID = /^[a-z][a-z0-9_]{0,63}$/;

function IsWindow(): PropertyDecorator {
  return (target, name) => [IsInt(), Min(0), Max(LONGEST_WINDOW_DAYS)].forEach((is) => is(target, name));
}

export class ReturnRuleDto implements ReturnRule {
  @AreNames() @MayBeNull() readonly categories?: string[] | null;
  @IsTextMap() @MayBeNull() readonly attributes?: Record<string, string> | null;
  @AreNames() @MayBeNull() readonly skuPrefixes?: string[] | null;
  @IsWindow() @MayBeNull() readonly windowDays?: number | null;
  @IsBoolean() @MayBeNull() readonly isReturnable?: boolean | null;
  @IsBoolean() @MayBeNull() readonly isExchangeOffered?: boolean | null;
  @IsIn(PAYERS) @MayBeNull() readonly postage?: Payer | null;
  @IsCleanLine() @MayBeNull() readonly note?: string | null;
}

export class PostageWordsDto implements Record<Payer, string> {
  @IsCleanLine() readonly shop!: string;
  @IsCleanLine() readonly customer!: string;
}

export class PostageDto {
  @IsIn(PAYERS) readonly default!: Payer;

  @ValidateBy({ name: 'arePayers', validator: { validate: arePayers } })
  @Transform(({ obj }: { obj: { templates?: unknown } }) => obj.templates)
  readonly templates!: Record<string, Payer>;

  @IsNested(() => PostageWordsDto)
  readonly words!: PostageWordsDto;
}

export class FinalSaleDto {
  @ArrayUnique()
  @ValidateBy({ name: 'areTemplates', validator: { validate: areTemplates } })
  readonly templates!: string[];
}

/** A return policy as it is written by staff. */
export class ReturnPolicyDto implements ReturnPolicy {
  @IsWindow() readonly windowDays!: number;
  @IsBoolean() readonly isExchangeOffered!: boolean;
  @IsNested(() => FinalSaleDto) readonly finalSale!: FinalSaleDto;
  @IsListOf(() => ReturnRuleDto, MOST_RULES) readonly rules!: ReturnRuleDto[];
  @IsNested(() => PostageDto) readonly postage!: PostageDto;

  @ValidateBy({ name: 'isLabelUrlPattern', validator: { validate: isLabelUrlPattern } })
  @MayBeNull()
  readonly labelUrlPattern!: string | null;

  @IsArray()
  @ArrayUnique()
  @IsIn(APPROVABLE_ACTIONS, { each: true })
  @MayBeNull()
  readonly needsApproval!: ApprovableAction[] | null;
}

function arePayers(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length <= MOST_NAMES &&
    Object.entries(value).every(
      ([id, payer]) => TEMPLATE_ID.test(id) && (PAYERS as readonly unknown[]).includes(payer),
    )
  );
}

function areTemplates(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MOST_NAMES &&
    value.every((id) => typeof id === 'string' && TEMPLATE_ID.test(id))
  );
}

/** A page's address once numbers stand where they belong; the host is the shop's own to choose, never a number. */
function isLabelUrlPattern(value: unknown): boolean {
  if (typeof value !== 'string' || !value.includes('{returnNumber}')) return false;
  const filled = value.replaceAll('{returnNumber}', 'RMA-222222').replaceAll('{orderNumber}', '1001');
  if (/[{}]/.test(filled) || pageAt(filled) === null) return false;
  return !new URL(value).host.includes('{') && !new URL(filled).host.includes('rma-222222');
}
