import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { StoredeskConfig } from '../../config';
import { enterRequest, LOG, LogService, observeRequests } from '../../observability';
import { parseJsonBodies } from './json-body';
import { ProblemFilter } from './problem.filter';

/** The service's own pages load nothing from elsewhere and run no inline script. */
const STRICT_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Swagger UI puts styles into its elements. */
const DOCS_POLICY = { ...STRICT_POLICY, styleSrc: ["'self'", "'unsafe-inline'"] };

/**
 * Everything about HTTP that holds for all routes. The app is created with `{ bodyParser: false }`.
 * @example const app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false }); prepareHttp(app);
 */
export function prepareHttp(app: NestExpressApplication): void {
  const config = app.get(StoredeskConfig);
  app.useLogger(app.get(LogService));
  app.disable('x-powered-by');
  app.set('trust proxy', config.server.trustedProxies);
  app.use(observeRequests(app.get(LOG)));
  app.use(securityHeaders());
  parseJsonBodies(app);
  app.use(enterRequest);
  app.useGlobalFilters(new ProblemFilter());
  app.enableShutdownHooks();
  serveDocs(app);
}

function securityHeaders(): RequestHandler {
  const everywhere = headersWith(STRICT_POLICY);
  const docs = headersWith(DOCS_POLICY);
  return (request, response, next) => {
    const isDocs = request.path === '/docs' || request.path.startsWith('/docs/');
    (isDocs ? docs : everywhere)(request, response, next);
  };
}

function headersWith(directives: Record<string, string[]>): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // Plain HTTP on a laptop is a normal way to run this; TLS, and HSTS with it, belongs to the proxy in front.
    strictTransportSecurity: false,
  });
}

function serveDocs(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Storedesk')
    .setDescription('Answers an online shop’s customers in chat.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', description: 'The admin API key.' }, 'admin')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, description), {
    customSiteTitle: 'Storedesk API',
    swaggerOptions: { validatorUrl: null },
  });
}
