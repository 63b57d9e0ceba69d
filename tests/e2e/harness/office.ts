// Two people signed in, each in a browser of their own, in a workspace with the example's projects.
import { expect, test, type Browser, type Page } from '@playwright/test'
import { known, startPrepared } from './prepared.ts'
import type { Server } from './server.ts'
import { browserOf } from './world.ts'

export type Office = { server: Server; page: Page; other: Page; project: string; close(): Promise<void> }

/** `page` is Awa's, `other` Moussa's; `project` is the path of the example's largest project, which both are members of. */
export async function openOffice(browser: Browser): Promise<Office> {
  const server = await startPrepared('office')
  const { cookies, project } = known()
  const [mine, theirs] = [await browserOf(browser, server, cookies.awa), await browserOf(browser, server, cookies.moussa)]
  // Whatever a story does, nothing of ours is what the policy of the page forbids.
  const forbidden: string[] = []
  // What they were refused or did not get, for whoever reads why a story failed.
  const refused: string[] = []
  for (const context of [mine, theirs]) {
    context.on('console', said => said.text().includes('Content Security Policy') && forbidden.push(said.text()))
    context.on(
      'response',
      answer => answer.status() >= 400 && refused.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`)
    )
    context.on('requestfailed', asked => refused.push(`${asked.failure()?.errorText} ${asked.method()} ${asked.url()}`))
  }
  return {
    server,
    page: await mine.newPage(),
    other: await theirs.newPage(),
    project,
    async close() {
      if (test.info().errors.length) console.log(refused.slice(-60).join('\n'))
      await Promise.all([mine.close(), theirs.close()])
      await server.stop()
      expect(forbidden).toEqual([])
    },
  }
}
