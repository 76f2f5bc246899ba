/** Golden conversations as the admin API speaks of them. */

export interface GoldenConversation {
  name: string;
  script: string;
  /** Of the script; a change names the one that it was made to. */
  revision: string;
  /** The templates that the script names. */
  touches: string[];
  updatedBy: string;
  updatedAt: string;
}

export interface GoldenStep {
  line: number;
  said: string;
  expected: string;
  got: string;
  passed: boolean;
}

export interface GoldenResult {
  name: string;
  passed: boolean;
  touched: string[];
  steps: GoldenStep[];
}

export interface GoldenReport {
  ran: number;
  failed: number;
  results: GoldenResult[];
}

export interface Published {
  version: number;
  golden: GoldenReport;
}
