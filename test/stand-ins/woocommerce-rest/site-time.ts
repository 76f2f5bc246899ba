/** GMT without a zone ("2026-05-02T08:00:00") as the same moment on the site's clock. */
export function siteTime(gmt: string, timeZone: string): string {
  return wallClock(new Date(`${gmt}Z`), timeZone);
}

export function gmtTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19);
}

function wallClock(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return parts.format(at).replace(' ', 'T');
}

/** rest_parse_date(): seconds are required, a zone isn't. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(Z|[+-]\d{2}(?::\d{2})?)?$/;

export function isDateTime(text: string): boolean {
  return DATE_TIME.test(text);
}

/**
 * WP_Date_Query::build_mysql_datetime(): a time with a zone is put on the site's clock, whichever column it is then
 * compared with. So with `dates_are_gmt` a time has to be sent in GMT and *without* its Z, or it is off by the site's
 * distance to GMT.
 */
export function comparedTime(given: string, timeZone: string): string {
  const zone = DATE_TIME.exec(given)?.[1];
  if (!zone) return given.slice(0, 19).replace(/[t ]/, 'T');
  const whole = zone.length === 3 ? `${given}:00` : given;
  return wallClock(new Date(whole.replace(/[t ]/, 'T')), timeZone);
}
