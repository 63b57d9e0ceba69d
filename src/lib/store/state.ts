export type SyncState = { is: 'saved' | 'device' | 'offline' | 'attention'; count: number }

/**
 * Saved means durable on the server; the count is what is only here, or what awaits its author. `tried`: the first attempt to connect has
 * had its answer.
 */
export function stateOf({ waits, unsent, online, tried }: { waits: number; unsent: number; online: boolean; tried: boolean }): SyncState {
  if (waits) return { is: 'attention', count: waits }
  // Until the first attempt has an answer nothing is known of the network; where nothing waits, all of it is saved.
  if (!online && (unsent || tried)) return { is: 'offline', count: unsent }
  return unsent ? { is: 'device', count: unsent } : { is: 'saved', count: 0 }
}
