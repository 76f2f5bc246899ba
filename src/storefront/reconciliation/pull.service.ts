import { Inject, Injectable, Logger } from '@nestjs/common';
import { DATABASE, type Database } from '../../storage';
import { ImportCursorsStore, type ImportPlace } from '../imports/import-cursors.store';
import { NO_PROGRESS, type ImportProgress } from '../imports/import-progress';
import { RecordsImporter } from '../imports/records-importer.service';
import { PullLease } from './pull-lease';
import type { PulledList, PulledPage, ShopPuller } from './shop-puller';

/** What is read again each time: clocks differ, and a list may show a change a little late. */
const OVERLAP_MS = 5 * 60_000;

interface PullCursor {
  /** Whatever changed before was read. */
  upTo: string | null;
}

type PullPlace = ImportPlace<PullCursor>;

/** `import`: all there is, or since a time. `changes`: what has changed since the last time. */
export type PullExtent = { kind: 'import'; since: Date | null } | { kind: 'changes' };

export interface PulledCount {
  list: string;
  read: number;
  rejected: number;
}

/** `busy`: another replica, or an import, is reading this system. `stopped`: the next time goes on from there. */
export interface PullResult {
  outcome: 'done' | 'busy' | 'stopped';
  lists: PulledCount[];
}

/** Reads one of the shop's systems into the records, page by page, and remembers how far it came. */
@Injectable()
export class PullService {
  private readonly logger = new Logger(PullService.name);

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly cursors: ImportCursorsStore,
    private readonly importer: RecordsImporter,
    private readonly lease: PullLease,
  ) {}

  /**
   * @throws ShopApiError where the system cannot be read; what was read until then is kept
   */
  async pull(
    puller: ShopPuller,
    extent: PullExtent,
    progress: ImportProgress = NO_PROGRESS,
    signal?: AbortSignal,
  ): Promise<PullResult> {
    const { source } = puller;
    if (!(await this.lease.hold(source))) return { outcome: 'busy', lists: [] };
    const lists: PulledCount[] = [];
    try {
      for (const list of puller.lists) {
        if (extent.kind === 'changes' && !list.knowsChanges) continue;
        const { count, isFinished } = await this.readList(puller, list, extent, progress, signal);
        lists.push(count);
        if (!isFinished) return { outcome: 'stopped', lists };
      }
      return { outcome: 'done', lists };
    } finally {
      await this.lease.giveUp(source);
    }
  }

  private async readList(
    { source }: ShopPuller,
    list: PulledList,
    extent: PullExtent,
    progress: ImportProgress,
    signal?: AbortSignal,
  ): Promise<{ count: PulledCount; isFinished: boolean }> {
    const name = `pull:${source}:${list.name}`;
    const found = await this.cursors.find<PullCursor>(name);
    const since = sinceOf(extent, found);
    let place: PullPlace = {
      cursor: { upTo: found?.cursor.upTo ?? null },
      read: 0,
      rejected: 0,
      isFinished: false,
    };
    progress.begin(list.name, null);
    try {
      for await (const page of list.pages(since, signal)) {
        if (!(await this.lease.hold(source))) return { count: countOf(list, place), isFinished: false };
        place = await this.write(source, name, place, page, extent);
        progress.advance(0, place.read, place.rejected);
        if (signal?.aborted) return { count: countOf(list, place), isFinished: false };
      }
    } finally {
      progress.end();
    }
    await this.cursors.save(this.database, name, { ...place, isFinished: true });
    return { count: countOf(list, place), isFinished: true };
  }

  private async write(
    source: ShopPuller['source'],
    name: string,
    before: PullPlace,
    { records, upTo }: PulledPage,
    extent: PullExtent,
  ): Promise<PullPlace> {
    const read = records.map((events) => this.importer.read(events));
    const changes = read.flatMap((one) => (one.kind === 'read' ? one.changes : []));
    const paths = read.flatMap((one) => (one.kind === 'malformed' ? [one.path] : []));
    if (paths.length > 0)
      this.logger.warn({ source, list: name, paths }, 'some records of the shop cannot be read');
    const cursor = { upTo: cursorAfter(before.cursor.upTo, upTo, extent) };
    const place = {
      cursor,
      read: before.read + records.length,
      rejected: before.rejected + paths.length,
      isFinished: false,
    };
    await this.database.transaction(async (tx) => {
      await this.importer.write(tx, source, changes);
      await this.cursors.save(tx, name, place);
    });
    return place;
  }
}

function countOf({ name }: PulledList, { read, rejected }: PullPlace): PulledCount {
  return { list: name, read, rejected };
}

/** An import that did not come to its end is gone on with; so is whatever was read the last time. */
function sinceOf(extent: PullExtent, found: PullPlace | undefined): Date | null {
  const known = found?.cursor.upTo ? new Date(Date.parse(found.cursor.upTo) - OVERLAP_MS) : null;
  if (extent.kind === 'changes') return known;
  return found && !found.isFinished && known ? laterOf(known, extent.since) : extent.since;
}

function laterOf(one: Date, other: Date | null): Date {
  return other && other > one ? other : one;
}

/** An import of what is old never takes back how far the changes were read, once it has caught up it goes on. */
function cursorAfter(known: string | null, upTo: Date | null, extent: PullExtent): string | null {
  if (upTo === null) return known;
  const text = upTo.toISOString();
  return extent.kind === 'changes' && known !== null && known > text ? known : text;
}
