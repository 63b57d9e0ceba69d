/** The versions of the stores on disk, oldest first; a shipped one never changes, a new one follows it. */
export const versions: readonly Record<string, string>[] = [
  {
    updates: '++seq, document, pending',
    snapshots: 'document',
    journal: '++seq, batch, update, [entity+record]',
    batches: 'id, [state+order]',
    documents: 'name, space, moved',
    rows: 'space',
    facts: 'id, kind, *spaces, position',
    outbox: '++seq, &id',
    asides: '++seq, document',
    damaged: '++seq, document',
    partials: 'document',
    meta: 'key',
  },
]

export const databaseName = (workspace: string, person: string) => `relais:${workspace}:${person}`
