import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DATABASE, type Database } from '../../storage';
import { readShippedGolden, type Candidate } from '../../templates';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import type { GoldenReport } from '../templates/publish-gate';
import { GoldenRuns } from './golden-runs.service';
import { readGoldenScript } from './golden-script';
import { GoldenStore, type StoredGolden } from './golden.store';

/** A golden conversation as the API shows it. */
export interface Golden {
  name: string;
  script: string;
  /** Of the script: its ETag. */
  revision: string;
  touches: string[];
  updatedBy: string;
  updatedAt: string;
}

/** What staff do with golden conversations; every change is audited. */
@Injectable()
export class GoldenService implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly store: GoldenStore,
    private readonly runs: GoldenRuns,
    private readonly audit: AuditService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.store.putShipped(await readShippedGolden());
  }

  /** One more than `limit`, where there are more. */
  list(limit: number, after?: string): Promise<StoredGolden[]> {
    return this.store.list(after, limit + 1);
  }

  /**
   * Saves the script, unless another than `expected` is there now.
   * @throws ScriptInvalidError
   */
  async save(
    actor: Actor,
    name: string,
    script: string,
    expected: Expected = 'any',
  ): Promise<'saved' | 'changed'> {
    readGoldenScript(script);
    return this.database.transaction(async (tx) => {
      const before = await this.store.hold(tx, name);
      if (!isExpected(before, expected)) return 'changed';
      await this.store.save(tx, name, script, actor.name);
      await this.audit.record(tx, actor, 'golden.save', `golden:${name}`, { script: [before, script] });
      return 'saved';
    });
  }

  async remove(
    actor: Actor,
    name: string,
    expected: Expected = 'any',
  ): Promise<'removed' | 'unknown' | 'changed'> {
    return this.database.transaction(async (tx) => {
      const before = await this.store.hold(tx, name);
      if (before === null) return 'unknown';
      if (!isExpected(before, expected)) return 'changed';
      await this.store.remove(tx, name, actor.name);
      await this.audit.record(tx, actor, 'golden.remove', `golden:${name}`, { script: [before, null] });
      return 'removed';
    });
  }

  async find(name: string): Promise<Golden | undefined> {
    const found = await this.store.find(name);
    return found && this.shown(found);
  }

  /** Runs those of the names; without names those that touch the candidate; without either all of them. */
  async run(names?: string[], candidate?: Candidate): Promise<GoldenReport | { unknown: string[] }> {
    if (candidate && !names) return this.runs.runTouching([candidate]);
    const goldens = await this.store.list();
    const unknown = (names ?? []).filter((name) => !goldens.some((golden) => golden.name === name));
    if (unknown.length > 0) return { unknown };
    return this.runs.runNamed(
      names ? goldens.filter(({ name }) => names.includes(name)) : goldens,
      candidate,
    );
  }

  shown(golden: StoredGolden): Golden {
    const { name, script, updatedBy, updatedAt } = golden;
    return {
      name,
      script,
      revision: revisionOf(script),
      touches: this.runs.touches(golden),
      updatedBy,
      updatedAt: updatedAt.toISOString(),
    };
  }
}

/** What has to be there for a change to be made: any script or none, none, or the one of this revision. */
export type Expected = 'any' | 'none' | { revision: string };

function isExpected(script: string | null, expected: Expected): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return script === null;
  return script !== null && revisionOf(script) === expected.revision;
}

function revisionOf(script: string): string {
  return createHash('sha256').update(script).digest('base64url').slice(0, 16);
}
