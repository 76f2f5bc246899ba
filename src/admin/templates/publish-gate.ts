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

/** What a template has to pass before it is published. Also the DI token. */
export abstract class PublishGate {
  /**
   * Runs the golden conversations that touch the template, with it in the catalogue in place of the published one.
   * Nothing is kept. Opens transactions of its own, so never call it inside one.
   */
  abstract run(template: Template, kind: TemplateKind): Promise<GoldenReport>;
}
