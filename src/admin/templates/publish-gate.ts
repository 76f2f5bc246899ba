import type { Template, TemplateKind } from '../../templates';

/** One line of a golden conversation, as it went. */
export interface GoldenStep {
  /** In the script, counted from 1. */
  line: number;
  said: string;
  expected: string;
  got: string;
  passed: boolean;
}

export interface GoldenResult {
  name: string;
  passed: boolean;
  /** The templates that the conversation goes through. */
  touched: string[];
  steps: GoldenStep[];
}

export interface GoldenReport {
  ran: number;
  failed: number;
  results: GoldenResult[];
}

/** What is to be published. */
export interface Tried {
  template: Template;
  kind: TemplateKind;
}

/** What a change of the catalogue has to pass before it is made. Also the DI token. */
export abstract class PublishGate {
  /**
   * Runs the golden conversations that touch one of the templates or of the archived ones, with all of those in the
   * catalogue in place of the published ones, and without these. Nothing is kept. Opens transactions of its own, so
   * never call it inside one.
   * @param archived ids
   */
  abstract run(templates: Tried[], archived?: string[]): Promise<GoldenReport>;
}
