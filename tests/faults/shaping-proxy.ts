// A TCP proxy that makes a good network a bad one: slow to answer, narrow, and losing segments, which TCP turns into stalls.
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** `latency` one way in milliseconds; `loss` of each segment, from 0 to 1; `rate` in bits a second each way. */
export type Shape = { latency: number; loss: number; rate: number }
const segment = 1_400
/** A lost segment comes again after a while, and what follows waits for it. */
const retransmission = 300

export class ShapingProxy {
  shape: Shape
  stalls = 0
  bytes = 0
  private readonly to: number
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  constructor(to: number, shape: Shape) {
    this.to = to
    this.shape = shape
    this.server = createServer(near => this.carry(near))
  }
  async open(): Promise<this> {
    this.server.listen(0, '127.0.0.1')
    await new Promise(done => this.server.once('listening', done))
    return this
  }
  get port() {
    return (this.server.address() as AddressInfo).port
  }
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise(done => this.server.close(done))
  }

  private carry(near: Socket) {
    const far = createConnection(this.to, '127.0.0.1')
    for (const socket of [near, far]) this.sockets.add(socket.on('error', () => socket.destroy()))
    this.pass(near, far)
    this.pass(far, near)
  }
  /** In order, each segment at its time: after those before it, never faster than the line, later when it was lost. */
  private pass(from: Socket, to: Socket) {
    let free = 0
    let arrival = 0
    let queued = 0
    const at = (time: number, work: () => void) => setTimeout(work, Math.max(0, time - performance.now()))
    from.on('data', (data: Buffer) => {
      for (let i = 0; i < data.length; i += segment) {
        const part = data.subarray(i, i + segment)
        const { latency, loss, rate } = this.shape
        free = Math.max(performance.now(), free) + (part.length * 8_000) / rate
        let late = 0
        while (Math.random() < loss) late = late * 2 + retransmission
        if (late) this.stalls++
        arrival = Math.max(arrival, free + latency + late)
        this.bytes += part.length
        queued += part.length
        if (queued > 64 * 1024) from.pause()
        at(arrival, () => {
          queued -= part.length
          if (from.isPaused() && queued < 32 * 1024) from.resume()
          if (!to.destroyed) to.write(part)
        })
      }
    })
    from.on('close', () => at(arrival + this.shape.latency, () => to.destroy()))
    from.on('end', () => at(arrival, () => to.end()))
  }
}
