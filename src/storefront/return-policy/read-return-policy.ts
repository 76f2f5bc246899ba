import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ReturnPolicyDto } from './return-policy.dto';
import type { ReturnPolicy } from './return-policy';

/** The policy, or where it is none: `postage.words.shop`, `rules[2].windowDays`. A field too many is a fault as well. */
export type PolicyReading = { policy: ReturnPolicy } | { faultAt: string };

/** Reads what somebody wrote as a return policy. */
export function readReturnPolicy(written: unknown): PolicyReading {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return { faultAt: '' };
  const read = plainToInstance(ReturnPolicyDto, { labelUrlPattern: null, needsApproval: null, ...written });
  // A mistyped name would leave a rule without effect, and nobody would know.
  const [fault] = validateSync(read, { whitelist: true, forbidNonWhitelisted: true });
  if (fault) return { faultAt: pathOf(fault, '') };
  const idle = read.rules.findIndex(fitsNothing);
  // Plain data: what is stored and compared has no classes.
  return idle >= 0
    ? { faultAt: `rules[${idle}]` }
    : { policy: JSON.parse(JSON.stringify(read)) as ReturnPolicy };
}

function fitsNothing({ categories, attributes, skuPrefixes }: ReturnPolicy['rules'][number]): boolean {
  return [categories, Object.keys(attributes ?? {}), skuPrefixes].every(
    (names) => (names ?? []).length === 0,
  );
}

function pathOf({ property, children = [] }: ValidationError, parent: string): string {
  const path = /^\d+$/.test(property)
    ? `${parent}[${property}]`
    : parent
      ? `${parent}.${property}`
      : property;
  const [child] = children;
  return child ? pathOf(child, path) : path;
}
