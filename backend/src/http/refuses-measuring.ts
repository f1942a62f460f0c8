import type { IncomingHttpHeaders } from 'node:http'

/** Its browser asks everybody not to be measured (https://w3c.github.io/gpc/); our own pages do not even send then. */
export const refusesMeasuring = (headers: IncomingHttpHeaders): boolean =>
  headers['sec-gpc'] === '1' || headers['dnt'] === '1'
