import { ArrayUnique, IsIn, IsObject, Matches, registerDecorator, ValidateIf } from 'class-validator';
import { APPROVABLE_ACTIONS, type ApprovableAction } from '../common';
import { asList, asOptionalText, asText } from './parsing';
import { Setting } from './setting';

/** Between two times of the day, over midnight where the first is the later one. Minutes from midnight. */
export interface QuietHours {
  fromMinute: number;
  toMinute: number;
}

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

  /** When customers are told nothing that can wait, in that time zone; null: never. */
  @Setting('QUIET_HOURS', {
    fallback: '',
    must: 'be two different times of the day, such as 21:00-08:00',
    parse: asQuietHours,
  })
  @IsObject()
  @ValidateIf((_, value) => value !== null)
  readonly quietHours!: QuietHours | null;

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

/** What is no such pair of times comes out as it is, which is refused. */
function asQuietHours(raw: string): QuietHours | string | null {
  if (raw === '') return null;
  const [from, to, ...rest] = raw.split(/\s*[-–]\s*/).map(minuteOfDay);
  const isValid = from !== undefined && to !== undefined && from !== to && rest.length === 0;
  return isValid ? { fromMinute: from, toMinute: to } : raw;
}

function minuteOfDay(time: string): number | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
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
