import { ArrayUnique, IsIn, Matches, registerDecorator, ValidateIf } from 'class-validator';
import { APPROVABLE_ACTIONS, type ApprovableAction } from '../common';
import { asList, asOptionalText, asText } from './parsing';
import { Setting } from './setting';

/** About the shop that the service answers for. */
export class ShopConfig {
  /** The days in replies are those of this time zone. */
  @Setting('SHOP_TIME_ZONE', {
    fallback: 'UTC',
    must: 'be the name of a time zone, such as Europe/Berlin',
    parse: asText,
  })
  @IsTimeZoneName()
  readonly timeZone!: string;

  /** Of the products' prices, where their system does not say. Unset: that of its orders. */
  @Setting('SHOP_CURRENCY', {
    fallback: '',
    must: 'be the code of a currency, such as EUR',
    parse: (raw) => asOptionalText(raw.toUpperCase()) ?? null,
  })
  @Matches(/^[A-Z]{3}$/)
  @ValidateIf((_, value) => value !== null)
  readonly currency!: string | null;

  /** What the shop has the last word on, where its return policy does not say. */
  @Setting('ACTIONS_NEED_APPROVAL', {
    fallback: '',
    must: `be a comma-separated list of ${APPROVABLE_ACTIONS.join(', ')}`,
    parse: asList,
  })
  @ArrayUnique()
  @IsIn(APPROVABLE_ACTIONS, { each: true })
  readonly actionsNeedApproval!: ApprovableAction[];
}

/** Whatever `Intl` knows by name; class-validator's own check has fewer, and not an offset such as `+02:00`. */
function IsTimeZoneName(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isTimeZoneName',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: (value) => typeof value === 'string' && isTimeZone(value) },
    });
}

function isTimeZone(name: string): boolean {
  // Newer engines take offsets as well; an offset knows no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
