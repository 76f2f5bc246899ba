import type { TemplateFault } from '../template.types';
import type { RuleName } from './rules';

export interface Finding {
  /** Which rule is not kept; undefined for advice. */
  rule?: RuleName;
  fault: TemplateFault;
}

/** What a check has found so far. */
export class Findings {
  readonly all: Finding[] = [];

  /** @param leftOut a rule that counts as kept, to show what it is there for */
  constructor(private readonly leftOut?: RuleName) {}

  /** Notes what breaks a rule; whether it was noted. */
  note(rule: RuleName, fault: TemplateFault): boolean {
    if (rule === this.leftOut) return false;
    this.all.push({ rule, fault });
    return true;
  }

  /** Notes what is worth a look and keeps nothing from being published. */
  advise(fault: TemplateFault): void {
    this.all.push({ fault: { ...fault, severity: 'warning' } });
  }

  /** How many rules are broken. */
  get count(): number {
    return this.all.filter(({ rule }) => rule !== undefined).length;
  }
}
