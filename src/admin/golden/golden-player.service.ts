import { Injectable } from '@nestjs/common';
import { RehearsalPort, type PlayedStep, type RehearsalStep } from '../../dialog';
import { NluPort, type RankedTemplate } from '../../nlu';
import type { Catalogue } from '../../templates';
import type { GoldenResult } from '../templates/publish-gate';
import { compare } from './compare';
import { namedIn, readGoldenScript } from './golden-script';
import type { Script } from './script';

/** Plays a golden script: each of its conversations on a fresh demo shop. */
@Injectable()
export class GoldenPlayer {
  constructor(
    private readonly rehearsals: RehearsalPort,
    private readonly nlu: NluPort,
  ) {}

  /** @throws what `RehearsalPort.play` throws, and ScriptInvalidError */
  async play(name: string, text: string, catalogue: Catalogue): Promise<GoldenResult> {
    const scripts = readGoldenScript(text);
    const { lowScore } = this.nlu.thresholds();
    const touched = new Set(namedIn(scripts));
    const results = [];
    for (const script of scripts) {
      const { steps } = await this.rehearsals.play({ stage: 'demo', catalogue, steps: stepsOf(script) });
      for (const id of seenIn(steps, catalogue, lowScore)) touched.add(id);
      results.push(...compare(script, steps));
    }
    return {
      name,
      passed: results.every(({ passed }) => passed),
      touched: [...touched].sort(),
      steps: results,
    };
  }
}

function stepsOf({ steps }: Script): RehearsalStep[] {
  return steps.flatMap((step) => (step.kind === 'reply' ? [] : [step]));
}

/** The templates that spoke, and those that the model chose for what it understood: an act says nothing itself. */
function seenIn(steps: PlayedStep[], catalogue: Catalogue, lowScore: number): string[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'answered') return [];
    const { templates, inScope } = step.understanding;
    // The dialog goes by no choice less sure than that, and by none but acts in what is not the shop's business.
    const isHeard = ({ id, score }: RankedTemplate): boolean =>
      score >= lowScore && (inScope || catalogue.find(id)?.kind === 'act');
    const chosen = templates.slice(0, 1).filter(isHeard);
    return [...step.replies.map(({ templateId }) => templateId), ...chosen.map(({ id }) => id)];
  });
}
