import { readFileSync } from 'node:fs'

/** This Relais, as its package says. */
export const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
