import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { StoredeskConfig } from '../../config';
import { Problem } from '../http/problem';
import { DEMO_MESSAGES, DEMO_ORDERS, type DemoOrder } from './demo-shop';

/** The page's files, by the name in their address. */
const FILES: Record<string, string> = {
  'chat.html': 'text/html; charset=utf-8',
  'chat.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'main.js': 'text/javascript; charset=utf-8',
  'conversation.js': 'text/javascript; charset=utf-8',
  'view.js': 'text/javascript; charset=utf-8',
};

interface PageSettings {
  demo: { orders: DemoOrder[]; messages: string[] } | null;
}

/** The demo chat page. */
@ApiExcludeController()
@Controller('chat')
export class ChatController {
  private readonly files = new Map(
    Object.keys(FILES).map((name) => [name, readFileSync(join(__dirname, 'page', name))]),
  );

  constructor(@Inject(StoredeskConfig) private readonly config: StoredeskConfig) {}

  @Get()
  page(@Res() response: Response): void {
    this.send('chat.html', response);
  }

  @Get('settings.json')
  settings(): PageSettings {
    return {
      demo: this.config.demoShop.isEnabled ? { orders: DEMO_ORDERS, messages: DEMO_MESSAGES } : null,
    };
  }

  @Get(':name')
  file(@Param('name') name: string, @Res() response: Response): void {
    this.send(name, response);
  }

  private send(name: string, response: Response): void {
    const file = this.files.get(name);
    if (!file) throw new Problem(404, 'NOT_FOUND', 'There is nothing at this address.');
    response.set({ 'Content-Type': FILES[name], 'Cache-Control': 'no-cache' }).send(file);
  }
}
