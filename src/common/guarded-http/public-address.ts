import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** Of IPv6, addresses on the Internet are allocated from here alone; within it some ranges lead elsewhere. */
const IPV6_INTERNET = ipaddr.parseCIDR('2000::/3');

/**
 * Whether the address is one on the Internet: not loopback, private, link-local, shared (CGNAT), multicast,
 * documentation, reserved, nor one that stands for an IPv4 address (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed?.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(IPV6_INTERNET);
}

/** An IPv4-mapped address is the IPv4 address that it stands for; undefined for what is no address in full. */
export function parseAddress(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // The library alone would take `1.2.3` and `0x7f.1` for addresses, too.
  return isIP(address) ? ipaddr.process(address) : undefined;
}
