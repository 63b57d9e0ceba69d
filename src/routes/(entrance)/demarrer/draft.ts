import { leastPassword } from '#domain/people/password.ts'
import { zoneHere } from '$lib/session/zones.ts'

/** What is typed on the first page. All of it but the password survives a reload. */
export type Draft = { company: string; currency: string; timeZone: string; name: string; email: string; password: string; demo: boolean }

const key = 'relais-setup'
const blank = (): Draft => ({ company: '', currency: 'XOF', timeZone: zoneHere(), name: '', email: '', password: '', demo: true })

export function rememberedDraft(): Draft {
  try {
    return { ...blank(), ...JSON.parse(sessionStorage.getItem(key) ?? '{}'), password: '' }
  } catch {
    return blank()
  }
}
export function rememberDraft({ password: _, ...draft }: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // A browser that refuses storage keeps the draft until the page closes.
  }
}
export const forgetDraft = (): void => {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // As above.
  }
}

export type Fault = 'missing' | 'wrong'
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim())

/** The fields that keep the workspace from being created, in the order they are asked. */
export function faultsOf(draft: Draft): Partial<Record<keyof Draft, Fault>> {
  return {
    ...(!draft.company.trim() && { company: 'missing' }),
    ...(!draft.name.trim() && { name: 'missing' }),
    ...(!draft.email.trim() ? { email: 'missing' as const } : !isEmail(draft.email) && { email: 'wrong' as const }),
    ...([...draft.password].length < leastPassword && { password: 'missing' }),
  }
}
