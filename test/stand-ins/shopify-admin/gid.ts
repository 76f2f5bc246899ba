/** Global ids: https://shopify.dev/docs/api/usage/gids */
export function gid(type: string, id: number): string {
  return `gid://shopify/${type}/${id}`;
}

const PATTERN = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/;

export function parseGid(value: string): { type: string; id: number } | null {
  const match = PATTERN.exec(value);
  return match ? { type: match[1] ?? '', id: Number(match[2]) } : null;
}
