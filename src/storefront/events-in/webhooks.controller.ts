import {
  BadRequestException,
  Controller,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
  Req,
  UnauthorizedException,
  type HttpException,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { StoredeskConfig } from '../../config';
import { SHOPIFY_WEBHOOK } from '../shopify/shopify-webhook';
import { STANDARD_WEBHOOK } from '../standard/standard-webhook';
import { isFirstPing, WOOCOMMERCE_WEBHOOK } from '../woocommerce/woocommerce-webhook';
import { readRawBody } from './raw-body';
import { WebhookReceiptService } from './webhook-receipt.service';
import type { WebhookRefusal, WebhookRequest, WebhookSource } from './webhook-source';

const RESULTS = ['stored', 'known', 'ping'] as const;

export class ReceiptDto {
  @ApiProperty({ enum: RESULTS, description: '`known`: it came before, and nothing happens twice.' })
  result!: (typeof RESULTS)[number];
}

/** What a shop's system tells, signed. No limit holds here: whoever signs it is trusted, and sends it once. */
@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly receipts: WebhookReceiptService,
    @Inject(StoredeskConfig) private readonly config: StoredeskConfig,
  ) {}

  @Post('shopify')
  @HttpCode(200)
  @ApiOperation({ summary: 'An event of Shopify' })
  @ApiOkResponse({ type: ReceiptDto })
  async shopify(@Req() request: Request): Promise<ReceiptDto> {
    return this.receive(SHOPIFY_WEBHOOK, await this.read(SHOPIFY_WEBHOOK, request));
  }

  @Post('woocommerce')
  @HttpCode(200)
  @ApiOperation({ summary: 'An event of WooCommerce' })
  @ApiOkResponse({ type: ReceiptDto })
  async woocommerce(@Req() request: Request): Promise<ReceiptDto> {
    const webhook = await this.read(WOOCOMMERCE_WEBHOOK, request);
    return isFirstPing(webhook) ? { result: 'ping' } : this.receive(WOOCOMMERCE_WEBHOOK, webhook);
  }

  @Post('standard')
  @HttpCode(200)
  @ApiOperation({ summary: 'An event after the Standard Webhooks specification' })
  @ApiOkResponse({ type: ReceiptDto })
  async standard(@Req() request: Request): Promise<ReceiptDto> {
    return this.receive(STANDARD_WEBHOOK, await this.read(STANDARD_WEBHOOK, request));
  }

  private async read(source: WebhookSource, request: Request): Promise<WebhookRequest> {
    if (!this.receipts.expects(source)) {
      const detail = `No events of ${source.name} are expected: it has no secret.`;
      throw new NotFoundException({ code: 'WEBHOOK_SOURCE_OFF', detail });
    }
    const body = await readRawBody(request, this.config.limits.webhookBodyBytes);
    return { headers: request.headers, body };
  }

  private async receive(source: WebhookSource, request: WebhookRequest): Promise<ReceiptDto> {
    const receipt = await this.receipts.receive(source, request);
    if (receipt.kind === 'refused') throw problemOf(receipt.refusal);
    return { result: receipt.kind };
  }
}

function problemOf(refusal: WebhookRefusal): HttpException {
  switch (refusal.kind) {
    case 'signature_missing':
      return new UnauthorizedException({
        code: 'WEBHOOK_SIGNATURE_MISSING',
        detail: 'The request is not signed.',
      });
    case 'signature_wrong':
      return new UnauthorizedException({
        code: 'WEBHOOK_SIGNATURE_WRONG',
        detail: 'The signature fits neither the body nor any secret.',
      });
    case 'timestamp_stale':
      return new UnauthorizedException({
        code: 'WEBHOOK_TIMESTAMP_STALE',
        detail: 'The request was signed more than five minutes ago, or will be.',
      });
    case 'header_missing':
    case 'header_invalid': {
      const code = refusal.kind === 'header_missing' ? 'WEBHOOK_HEADER_MISSING' : 'WEBHOOK_HEADER_INVALID';
      const fault = refusal.kind === 'header_missing' ? 'missing' : 'not valid';
      const { header } = refusal;
      return new BadRequestException({ code, detail: `The header ${header} is ${fault}.`, header });
    }
    case 'body_empty':
      return new BadRequestException({ code: 'WEBHOOK_BODY_EMPTY', detail: 'An event has a body.' });
  }
}
