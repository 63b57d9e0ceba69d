import { emptied } from '$lib/session/emptied.ts'

// Everything is drawn on the device, from what is on the device.
export const ssr = false

/** Whatever the page, what somebody left behind goes first. */
export const load = emptied
