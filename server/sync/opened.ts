import { limits } from '#kernel/space/limits.ts'
import { Refused } from './refused.ts'

/** The documents that a line has open: one that asks for too many is refused the next, and keeps those it has. */
export class Opened {
  private readonly names = new Set<string>()
  private readonly most: number
  /** The conversation over that line. */
  conversation: object | null = null
  constructor(most: number = limits.documents) {
    this.most = most
  }

  open(name: string): void {
    if (this.names.size >= this.most && !this.names.has(name)) throw new Refused(4429, 'tooMany')
    this.names.add(name)
  }
  close(name: string): void {
    this.names.delete(name)
  }
}

/**
 * Lets go of what Hocuspocus kept for documents that were being opened: it has emptied it, but an object whose names were deleted
 * keeps the room they took, and a server holds thousands of lines.
 */
export function lighten(conversation: object | null): void {
  const { incomingMessageQueue: waiting } = conversation as { incomingMessageQueue?: object }
  if (waiting && !Object.keys(waiting).length)
    Object.assign(conversation as object, { incomingMessageQueue: {}, incomingMessageQueueBytes: {} })
}
