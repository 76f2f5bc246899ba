import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AdminAppController } from './admin-app.controller';
import { AppFiles } from './app-files';

const SCRIPT = 'console.log("hello");\n'.repeat(200);

describe(AdminAppController.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'storedesk-admin-app-'));
  let app: INestApplication;
  let url: string;

  const start = async (files: AppFiles): Promise<void> => {
    const module = await Test.createTestingModule({
      controllers: [AdminAppController],
      providers: [{ provide: AppFiles, useValue: files }],
    }).compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0);
    url = await app.getUrl();
  };

  beforeAll(() => start(new AppFiles(directory)));
  afterAll(async () => {
    await app.close();
    rmSync(directory, { recursive: true });
  });

  it('says how to build it while it is not, and serves it once it is', async () => {
    const before = await fetch(`${url}/admin`);
    expect(before.status).toBe(503);
    expect(await before.text()).toContain('npm run build');

    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Storedesk</title>');
    writeFileSync(join(directory, 'assets', 'index-abc.js'), SCRIPT);
    writeFileSync(join(directory, 'secrets.txt'), 'not for the web');
    expect((await fetch(`${url}/admin`)).status).toBe(200);
  });

  it.each([
    '/admin',
    '/admin/',
    '/admin/templates/engraving/history',
    '/admin/golden/a%20b',
    '/admin/secrets.txt',
  ])('answers %s with the page, which is never out of date and runs only its own scripts', async (path) => {
    const response = await fetch(url + path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>Storedesk</title>');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('lets browsers keep the hashed files for good, and sends them small', async () => {
    const response = await fetch(`${url}/admin/assets/index-abc.js`);
    expect(await response.text()).toBe(SCRIPT);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const plain = await fetch(`${url}/admin/assets/index-abc.js`, {
      headers: { 'Accept-Encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(SCRIPT);
  });

  it('sends nothing again that the client has', async () => {
    const etag = (await fetch(`${url}/admin`)).headers.get('etag') ?? '';
    // As browsers ask; `fetch` by itself would ask past every cache.
    const headers = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
    expect((await fetch(`${url}/admin`, { headers })).status).toBe(304);
  });

  it.each([
    '/admin/assets/gone-def.js',
    '/admin/assets/..%2findex.html',
    '/admin/assets/%2e%2e%2fsecrets.txt',
  ])('does not find %s', async (path) => {
    const response = await fetch(url + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});
