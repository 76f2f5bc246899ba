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

  /** @throws ScriptInvalidError */
  async save(actor: Actor, name: string, script: string): Promise<Golden | undefined> {
    readGoldenScript(script);
    await this.database.transaction(async (tx) => {
      const before = await this.store.save(tx, name, script, actor.name);
      await this.audit.record(tx, actor, 'golden.save', `golden:${name}`, { script: [before, script] });
    });
    const saved = await this.store.find(name);
    return saved && this.shown(saved);
  }

  async remove(actor: Actor, name: string): Promise<'removed' | 'unknown'> {
    return this.database.transaction(async (tx) => {
      const before = await this.store.remove(tx, name, actor.name);
      if (before === null) return 'unknown';
      await this.audit.record(tx, actor, 'golden.remove', `golden:${name}`, { script: [before, null] });
      return 'removed';
    });
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
      touches: this.runs.touches(golden),
      updatedBy,
      updatedAt: updatedAt.toISOString(),
    };
  }
}
