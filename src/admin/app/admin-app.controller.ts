import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AppFiles, type AppFile } from './app-files';

/** As strict as for the other pages, but CodeMirror puts its styles into the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const YEAR_S = 31_536_000;

/** The admin app: its files, and its page at every other address below `/admin`, which it reads itself. */
@ApiExcludeController()
@Controller('admin')
export class AdminAppController {
  constructor(private readonly files: AppFiles) {}

  @Get()
  home(@Req() request: Request, @Res() response: Response): void {
    this.answer('', request, response);
  }

  @Get('*path')
  below(@Req() request: Request, @Res() response: Response): void {
    this.answer(request.path.slice('/admin/'.length), request, response);
  }

  private answer(path: string, request: Request, response: Response): void {
    if (!this.files.isBuilt()) {
      response
        .status(503)
        .type('text/plain')
        .send('The admin app is not built. Run `npm run build`, then load this page again.\n');
      return;
    }
    const file =
      this.files.find(path) ?? (path.startsWith('assets/') ? undefined : this.files.find('index.html'));
    if (!file) {
      throw new NotFoundException({ code: 'NOT_FOUND', detail: 'There is nothing at this address.' });
    }
    send(file, request, response);
  }
}

function send(file: AppFile, request: Request, response: Response): void {
  response.set({
    'Content-Type': file.type,
    'Content-Security-Policy': POLICY,
    'Cache-Control': file.isImmutable ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  });
  // `send` answers 304 by itself where the client has this very file.
  if (!request.acceptsEncodings('gzip')) response.send(file.content);
  else response.set('Content-Encoding', 'gzip').send(file.gzipped);
}
