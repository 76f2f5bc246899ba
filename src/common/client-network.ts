import { isIPv6 } from 'node:net';

/** What counts as one client: an IPv4 address, or an IPv6 /64, of which one client can use every address. */
export function networkOf(client: string): string {
  const address = withoutPort(client);
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const tailGroups = tail === undefined ? [] : tail.split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - groups.length - tailGroups.length;
  return [...groups, ...Array<string>(zeros).fill('0'), ...tailGroups].slice(0, 4).join(':');
}

/** Some proxies write the port too, another one with each connection: `203.0.113.7:50123`, `[2001:db8::7]:50123`. */
function withoutPort(client: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(client) ?? [];
  return inBrackets ?? client.replace(/(\.\d+):\d+$/, '$1');
}
