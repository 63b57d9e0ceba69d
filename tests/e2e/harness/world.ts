// The people and the company of every story, and how they come in.
import type { Browser, BrowserContext } from '@playwright/test'
import type { Server } from './server.ts'

export const agency = { name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar' }

export type Person = { name: string; email: string; password: string }
export const awa: Person = { name: 'Awa Diop', email: 'awa@teranga.example', password: 'baobab-lune-fleuve-42' }
export const moussa: Person = { name: 'Moussa Ndiaye', email: 'moussa@teranga.example', password: 'pirogue-vent-sable-17' }

export type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>
/** A browser of one's own: nothing shared with another person's but the server. */
export const browserOf = (browser: Browser, { url }: Server, cookies: Cookies = []): Promise<BrowserContext> =>
  browser.newContext({ baseURL: url, storageState: { cookies, origins: [] } })
