import { Injectable } from '@nestjs/common';
import { RehearsalPort, type Played, type PlayedStep, type RehearsalStep } from '../../dialog';
import type { RankedTemplate } from '../../nlu';
import type { Catalogue } from '../../templates';
import type { GoldenResult } from '../templates/publish-gate';
import { compare } from './compare';
import { ScriptInvalidError } from './golden.errors';
import { namedIn, readGoldenScript } from './golden-script';
import type { Script } from './script';

interface GoldenScript {
  name: string;
  script: string;
}

/** Plays golden scripts: each conversation on a fresh demo shop. */
@Injectable()
export class GoldenPlayer {
  constructor(private readonly rehearsals: RehearsalPort) {}

  /**
   * The result of every script, undefined for those that were not played to their end by `end`.
   * @throws what `RehearsalPort.play` throws
   */
  async playAll(
    goldens: GoldenScript[],
    catalogue: Catalogue,
    end: number,
  ): Promise<(GoldenResult | undefined)[]> {
    const read = goldens.map(({ script }) => readStored(script));
    const conversations = read.flatMap((scripts) => (Array.isArray(scripts) ? scripts : []));
    const played = await this.rehearsals.playAll(
      conversations.map((script) => ({ stage: 'demo', catalogue, steps: stepsOf(script) })),
      end,
    );
    let next = 0;
    return goldens.map(({ name }, i) => {
      const scripts = read[i] ?? [];
      if (!Array.isArray(scripts)) return notRead(name, scripts);
      const own = played.slice(next, (next += scripts.length));
      return own.length === scripts.length ? this.judge(name, scripts, own, catalogue) : undefined;
    });
  }

  private judge(name: string, scripts: Script[], played: Played[], catalogue: Catalogue): GoldenResult {
    const seen = played.flatMap(({ steps }) => seenIn(steps, catalogue));
    const steps = scripts.flatMap((script, i) => compare(script, played[i]?.steps ?? []));
    return {
      name,
      passed: steps.every(({ passed }) => passed),
      touched: [...new Set([...namedIn(scripts), ...seen])].sort(),
      steps,
    };
  }
}

/** A stored script can be one of an earlier release, which read scripts differently. */
function readStored(script: string): Script[] | ScriptInvalidError {
  try {
    return readGoldenScript(script);
  } catch (error) {
    if (error instanceof ScriptInvalidError) return error;
    throw error;
  }
}

function notRead(name: string, { line, reason }: ScriptInvalidError): GoldenResult {
  const step = { line, said: '', expected: '', got: reason, passed: false };
  return { name, passed: false, touched: [], steps: [step] };
}

function stepsOf({ steps }: Script): RehearsalStep[] {
  return steps.flatMap((step) => (step.kind === 'reply' ? [] : [step]));
}

/** The templates that spoke, and those that the model chose for what it understood: an act says nothing itself. */
function seenIn(steps: PlayedStep[], catalogue: Catalogue): string[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'answered') return [];
    const { templates, inScope, thresholds } = step.understanding;
    // The dialog goes by no choice less sure than that, and by none but acts in what is not the shop's business.
    const isHeard = ({ id, score }: RankedTemplate): boolean =>
      score >= thresholds.lowScore && (inScope || catalogue.find(id)?.kind === 'act');
    const chosen = templates.slice(0, 1).filter(isHeard);
    return [...step.replies.map(({ templateId }) => templateId), ...chosen.map(({ id }) => id)];
  });
}
