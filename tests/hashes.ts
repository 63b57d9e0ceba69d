import { onTestFinished } from 'vitest'

/** Whether passwords are hashed at their price; in tests over a database they are not, unless a test asks for it. */
export const hashes = { real: false }

/** To the end of the test: it is about who comes while another is being hashed. */
export function realHashes(): void {
  hashes.real = true
  onTestFinished(() => void (hashes.real = false))
}
