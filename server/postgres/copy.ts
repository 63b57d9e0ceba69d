import type { Connection, PoolClient, Submittable } from 'pg'

type Wire = {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
  stream: { pause(): void; resume(): void; writableNeedDrain: boolean; once(event: 'drain', listener: () => void): void }
}

/** What PostgreSQL’s COPY says and hears, as `pg` hands it over: its promise is kept when the server says that it is done. */
abstract class Copy implements Submittable {
  readonly done: Promise<void>
  protected settle!: { done(): void; failed(fault: unknown): void }
  private fault: unknown
  readonly text: string
  constructor(text: string) {
    this.text = text
    this.done = new Promise((done, failed) => (this.settle = { done, failed }))
  }
  submit(connection: Connection) {
    ;(connection as unknown as Wire).query(this.text)
  }
  handleError(fault: unknown) {
    this.fault ??= fault
    this.settle.failed(fault)
  }
  handleReadyForQuery() {
    if (this.fault === undefined) this.settle.done()
  }
  handleRowDescription() {}
  handleDataRow() {}
  handleCommandComplete() {}
  handleEmptyQuery() {}
  handlePortalSuspended() {}
}

class Out extends Copy {
  private readonly take: (chunk: Buffer) => Promise<void> | undefined
  private waiting: Promise<void> | undefined
  constructor(text: string, take: (chunk: Buffer) => Promise<void> | undefined) {
    super(text)
    this.take = take
  }
  handleCopyData({ chunk }: { chunk: Buffer }, { stream }: Wire) {
    // A copy: `pg` reads the next packets into the same memory.
    const full = this.take(Buffer.from(chunk))
    if (!full || full === this.waiting) return
    this.waiting = full
    stream.pause()
    full.then(() => stream.resume(), this.settle.failed)
  }
}

export class In extends Copy {
  readonly lines: AsyncIterable<Buffer>
  constructor(text: string, lines: AsyncIterable<Buffer>) {
    super(text)
    this.lines = lines
  }
  handleCopyInResponse(wire: Wire) {
    void this.send(wire).catch(fault => wire.sendCopyFail(String(fault)))
  }
  private async send(wire: Wire) {
    for await (const chunk of this.lines) {
      wire.sendCopyFromChunk(chunk)
      if (wire.stream.writableNeedDrain) await new Promise<void>(next => wire.stream.once('drain', next))
    }
    wire.endCopyFrom()
  }
}

/** Runs `copy ... to stdout`; `take` is given each line, and answers with a promise when it wants no more before it is kept. */
export const copyOut = (client: PoolClient, text: string, take: (chunk: Buffer) => Promise<void> | undefined) =>
  client.query(new Out(text, take)).done

/** Runs `copy ... from stdin` with these bytes. */
export const copyIn = (client: PoolClient, text: string, lines: AsyncIterable<Buffer>) => client.query(new In(text, lines)).done
