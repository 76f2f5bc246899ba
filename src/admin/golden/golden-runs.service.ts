import { Injectable, Logger } from '@nestjs/common';
import { CataloguePort, type Candidate, type Catalogue } from '../../templates';
import { PublishGate, type GoldenReport, type GoldenResult, type Tried } from '../templates/publish-gate';
import { ScriptInvalidError } from './golden.errors';
import { GoldenPlayer } from './golden-player.service';
import { namedIn } from './golden-script';
import { GoldenStore, type StoredGolden } from './golden.store';
import { parseScripts } from './script';

/** For a whole run; somebody waits for it. */
const RUN_LIMIT_MS = 25_000;

/** Runs golden conversations, and remembers which templates each went through. */
@Injectable()
export class GoldenRuns extends PublishGate {
  private readonly logger = new Logger(GoldenRuns.name);
  private readonly seen = new Map<string, { script: string; touched: string[] }>();

  constructor(
    private readonly store: GoldenStore,
    private readonly player: GoldenPlayer,
    private readonly catalogue: CataloguePort,
  ) {
    super();
  }

  override run(templates: Tried[], archived?: string[]): Promise<GoldenReport> {
    return this.runTouching(templates, archived);
  }

  /**
   * Runs those that touch one of the templates. Which they are, only playing tells: a new template is in no script,
   * but may take their messages. So all are played, those that name one first. One that neither names nor meets any,
   * but fails because of them (an act that is heard no longer), is found by playing it without.
   * @param archived ids of templates to be taken out
   */
  async runTouching(candidates: Candidate[], archived: string[] = []): Promise<GoldenReport> {
    const changed = candidates.map(({ template }) => (template as { id: string }).id);
    const ids = new Set([...changed, ...archived]);
    if (ids.size === 0) return reportOf([]);
    const isOne = (id: string): boolean => ids.has(id);
    const [naming, others] = partition(await this.store.list(), (golden) => this.touches(golden).some(isOne));
    const end = performance.now() + RUN_LIMIT_MS;
    const trial = this.catalogue.onTrial(candidates, archived);
    const results = await this.playAll(naming, trial, end);
    const met = await this.player.playAll(others, trial, end);
    for (const [i, golden] of others.entries()) {
      const result = met[i];
      if (!result) continue;
      const isTouched = result.touched.some(isOne);
      if (isTouched || (!result.passed && (await this.passesAsPublished(golden)))) results.push(result);
    }
    const left = met.filter((result) => !result).length;
    if (left > 0)
      this.logger.warn(
        `${left} golden conversations that do not name ${[...ids].join(', ')} were left out for time`,
      );
    return reportOf(results);
  }

  /** Runs these, or all, with the candidate if there is one. */
  async runNamed(goldens: StoredGolden[], candidate?: Candidate): Promise<GoldenReport> {
    const catalogue = this.catalogue.onTrial(candidate ? [candidate] : []);
    const results = await this.playAll(goldens, catalogue, performance.now() + RUN_LIMIT_MS);
    if (!candidate) goldens.forEach((golden, i) => this.remember(golden, results[i]));
    return reportOf(results);
  }

  /** The templates that a script names, and those it went through when it was last played here. */
  touches({ name, script }: StoredGolden): string[] {
    const seen = this.seen.get(name);
    return seen?.script === script ? seen.touched : namedInText(script);
  }

  private async playAll(goldens: StoredGolden[], catalogue: Catalogue, end: number): Promise<GoldenResult[]> {
    const results = await this.player.playAll(goldens, catalogue, end);
    return goldens.map((golden, i) => results[i] ?? this.notPlayed(golden));
  }

  private async passesAsPublished(golden: StoredGolden): Promise<boolean> {
    const [result] = await this.player.playAll([golden], this.catalogue.onTrial([]), Infinity);
    this.remember(golden, result);
    return result?.passed === true;
  }

  private remember({ name, script }: StoredGolden, result: GoldenResult | undefined): void {
    if (result) this.seen.set(name, { script, touched: result.touched });
  }

  private notPlayed(golden: StoredGolden): GoldenResult {
    const got = `not played: the others took ${RUN_LIMIT_MS / 1000} seconds`;
    const step = { line: 1, said: '', expected: '', got, passed: false };
    return { name: golden.name, passed: false, touched: this.touches(golden), steps: [step] };
  }
}

function namedInText(script: string): string[] {
  try {
    return namedIn(parseScripts(script));
  } catch (error) {
    if (error instanceof ScriptInvalidError) return [];
    throw error;
  }
}

function reportOf(results: GoldenResult[]): GoldenReport {
  return { ran: results.length, failed: results.filter(({ passed }) => !passed).length, results };
}

function partition<T>(all: T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
