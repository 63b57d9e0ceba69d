import { afterEach, describe, expect, it, vi } from 'vitest'
import { signInByPasskey } from './passkey.ts'

const ceremonies: { useBrowserAutofill: boolean }[] = []
let refuse = () => {}
vi.mock('@simplewebauthn/browser', () => ({
  browserSupportsWebAuthnAutofill: async () => true,
  // As the browser does: one question at a time, the next ends the one before.
  startAuthentication: (of: { useBrowserAutofill: boolean }) => {
    ceremonies.push(of)
    return new Promise((_, failed) => (refuse = () => failed(new DOMException('', 'NotAllowedError'))))
  },
}))
afterEach(() => vi.unstubAllGlobals())

describe('a passkey', () => {
  it('PLT-03 asked for by hand is not taken back by what the browser was about to offer', async () => {
    const answers: (() => void)[] = []
    const answer = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
    vi.stubGlobal('fetch', () => new Promise(done => answers.push(() => done(answer({ challenge: 'x' })))))
    const offered = signInByPasskey({ quietly: true })
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    const asked = signInByPasskey()
    await vi.waitFor(() => expect(answers).toHaveLength(2))
    answers[1]?.()
    await vi.waitFor(() => expect(ceremonies).toHaveLength(1))
    answers[0]?.()
    expect(await offered).toBe('closed')
    expect(ceremonies).toMatchObject([{ useBrowserAutofill: false }])
    refuse()
    expect(await asked).toBe('closed')
  })
})
