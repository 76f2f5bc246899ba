import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface AppFile {
  type: string;
  content: Buffer;
  /** The same, smaller; for clients that accept it. */
  gzipped: Buffer;
  etag: string;
  /** Its name holds a hash of its content, so that it never changes. */
  isImmutable: boolean;
}

/** The built admin app. `npm run build` puts it into `dist/web`, from where it is read once. */
export class AppFiles {
  private files: Map<string, AppFile> | undefined;

  /** @param directory where it is built to; the same seen from `src/admin/app` and from `dist/admin/app` */
  constructor(private readonly directory = join(__dirname, '../../../dist/web')) {}

  /** Whether there is a build; it may come while the service runs. */
  isBuilt(): boolean {
    return this.files !== undefined || existsSync(join(this.directory, 'index.html'));
  }

  /** A file by its path below `/admin`, such as `assets/index-DJQtRBg_.js`. */
  find(path: string): AppFile | undefined {
    this.files ??= this.read();
    return this.files.get(path);
  }

  private read(): Map<string, AppFile> {
    const names = readdirSync(this.directory, { recursive: true, encoding: 'utf8' });
    return new Map(
      names
        .filter((name) => extname(name) in TYPES)
        .map((name) => {
          const path = name.split(sep).join('/');
          return [path, appFile(path, readFileSync(join(this.directory, name)))];
        }),
    );
  }
}

function appFile(path: string, content: Buffer): AppFile {
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    content,
    gzipped: gzipSync(content, { level: 9 }),
    etag: `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    isImmutable: path.startsWith('assets/'),
  };
}
