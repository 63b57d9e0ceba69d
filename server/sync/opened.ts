import { limits } from '#kernel/space/limits.ts'
import { Refused } from './refused.ts'

/** How many documents each line has open: one that asks for too many is refused the next, and keeps those it has. */
export class Opened {
  /** By what is the same for all that comes over one line. */
  private readonly names = new WeakMap<object, Set<string>>()
  private readonly most: number
  constructor(most: number = limits.documents) {
    this.most = most
  }

  open(line: object, name: string): void {
    const names = this.names.get(line) ?? new Set()
    this.names.set(line, names)
    if (names.size >= this.most && !names.has(name)) throw new Refused(4429, 'tooMany')
    names.add(name)
  }
  close(line: object, name: string): void {
    this.names.get(line)?.delete(name)
  }
}
