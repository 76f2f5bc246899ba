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

/** What templates have to pass before they are published. Also the DI token. */
export abstract class PublishGate {
  /**
   * Runs the golden conversations that touch one of the templates, with all of them in the catalogue in place of the
   * published ones. Nothing is kept. Opens transactions of its own, so never call it inside one.
   */
  abstract run(templates: Tried[]): Promise<GoldenReport>;
}
