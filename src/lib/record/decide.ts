import type { Device, Refusal } from '$lib/store/device.ts'

export type Decided = { facts: readonly unknown[]; link?: string; refused?: undefined } | { refused: Refusal }

/**
 * Asks for a decision and waits for the answer with the screen that asked. A refusal that this screen can still tell (`here`)
 * is told there, once: it does not wait in the sync centre too.
 */
export async function decide(device: Device, command: string, input: unknown, here: () => boolean = () => true): Promise<Decided> {
  const waiting = await device.act(command, input)
  const answer = (await waiting.settled) as Decided
  if (answer.refused && here()) {
    const same = JSON.stringify(input)
    const told = device.attention.find(item => item.kind === 'refused' && item.command === command && JSON.stringify(item.input) === same)
    if (told) await device.discard(told)
  }
  return answer
}
