import ipaddr from 'ipaddr.js';
import { isPublicAddress, parseAddress } from './public-address';

/** Why a URL is no target, as a stable word. */
export type UrlRefusal =
  'URL_INVALID' | 'SCHEME_REFUSED' | 'CREDENTIALS_REFUSED' | 'HTTPS_NEEDED' | 'TARGET_REFUSED';

export interface TargetOptions {
  /** Networks (`10.1.0.0/16`), addresses and host names that are targets although they are private. */
  privateTargets: readonly string[];
  requireHttps: boolean;
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/i;

/** Says where requests to addresses that others chose may go. */
export class TargetPolicy {
  private readonly networks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  private readonly hosts = new Set<string>();

  constructor(private readonly options: TargetOptions) {
    for (const target of options.privateTargets) {
      const network = networkOfTarget(target);
      if (network) this.networks.push(network);
      else this.hosts.add(canonicalHost(target));
    }
  }

  /** A URL that may be asked for, as far as it can be told without its host's addresses; else why not. */
  check(text: string): URL | UrlRefusal {
    if (!URL.canParse(text)) return 'URL_INVALID';
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'SCHEME_REFUSED';
    if (url.username !== '' || url.password !== '') return 'CREDENTIALS_REFUSED';
    if (this.options.requireHttps && url.protocol !== 'https:') return 'HTTPS_NEEDED';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isNameOfThisMachine(host) && !this.hosts.has(canonicalHost(host))) return 'TARGET_REFUSED';
    // The URL parser has made plain addresses of all their spellings: 0x7f.1, 2130706433, [::ffff:7f00:1].
    return parseAddress(host) && !this.allows(host, host) ? 'TARGET_REFUSED' : url;
  }

  /** Whether a socket for this host may be opened to this address. */
  allows(host: string, address: string): boolean {
    if (isPublicAddress(address) || this.hosts.has(canonicalHost(host))) return true;
    const parsed = parseAddress(address);
    return this.networks.some(
      ([network, bits]) => parsed?.kind() === network.kind() && parsed.match(network, bits),
    );
  }
}

/** Whether the text can stand in `privateTargets`. */
export function isPrivateTarget(text: string): boolean {
  // What is all digits and dots was meant for an address, and is none.
  return networkOfTarget(text) !== undefined || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text));
}

function networkOfTarget(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = parseAddress(text);
  return address && [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** `Example.COM.` is `example.com`. */
function canonicalHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** RFC 6761: these never leave the machine, whatever a resolver says. */
function isNameOfThisMachine(host: string): boolean {
  return /(^|\.)localhost$/.test(canonicalHost(host));
}
