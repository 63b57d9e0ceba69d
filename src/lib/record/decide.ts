import type { Device, Refusal, Waiting } from '$lib/store/device.ts'

export type Decided = { facts: readonly unknown[]; link?: string; refused?: undefined } | { refused: Refusal }

/** Asks for a decision and waits for its answer with the screen that asked. */
export async function decide(device: Device, command: string, input: unknown, here: () => boolean = () => true): Promise<Decided> {
  return answered(device, await device.act(command, input), here)
}
/**
 * The answer to what was asked. A refusal that the screen can still tell (`here`) is told there, once: it does not wait in the sync
 * centre too.
 */
export async function answered(device: Device, { name, input, settled }: Waiting, here: () => boolean): Promise<Decided> {
  const answer = (await settled) as Decided
  if (answer.refused && here()) {
    const same = JSON.stringify(input)
    const told = device.attention.find(item => item.kind === 'refused' && item.command === name && JSON.stringify(item.input) === same)
    if (told) await device.discard(told)
  }
  return answer
}
