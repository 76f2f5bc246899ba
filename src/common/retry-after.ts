/**
 * For how many milliseconds an answer asks to be left alone (`Retry-After`, RFC 9110 section 10.2.3: seconds, or a
 * date). Undefined where it does not, or says nothing that can be read.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const said = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  // Dates of that section begin with the name of a day; `Date` would also take a bare year.
  const at = /^[A-Z][a-z]{2}/.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
