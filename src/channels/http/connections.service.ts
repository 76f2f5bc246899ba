import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Requests under way may take so long to end; a service that is stopped is killed not much later. */
const GRACE_MS = 10_000;

/**
 * Lets the HTTP server close as soon as the requests under way have ended. Node closes the connections that are idle at
 * that moment; neither those kept alive after a later answer, nor those that a browser opened ahead of need.
 */
@Injectable()
export class ConnectionsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly unused = new Set<Socket>();
  private readonly answering = new Set<ServerResponse>();
  private isClosing = false;

  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    this.server.on('connection', (socket) => {
      this.unused.add(socket);
      socket.once('close', () => this.unused.delete(socket));
      if (this.isClosing) socket.destroy();
    });
    // Before the app's own listener, which may answer at once.
    this.server.prependListener('request', ({ socket }, response) => {
      this.unused.delete(socket);
      this.answering.add(response);
      response.once('close', () => this.answering.delete(response));
      if (this.isClosing) endAfter(response);
    });
  }

  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const socket of this.unused) socket.destroy();
    for (const response of this.answering) endAfter(response);
    const { server } = this;
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}

function endAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
