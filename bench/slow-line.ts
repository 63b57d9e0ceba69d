// A line between a device and the server: as slow as wished, cut when wished, and every byte of it counted.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export type Shape = {
  /** Milliseconds from one end to the other. */
  readonly latency: number
  /** Bytes a second, in each direction, for all that goes through. */
  readonly rate: number
}
export const clear: Shape = { latency: 0, rate: Infinity }
const slice = 1_400

export class SlowLine {
  shape: Shape = clear
  /** Bytes that the device was sent, and that it sent. */
  down = 0
  up = 0
  readonly #to: number
  readonly #ends = new Set<Socket>()
  readonly #busy = { down: 0, up: 0 }
  #server: Server | null = null
  port = 0

  private constructor(to: number) {
    this.#to = to
  }
  static async to(port: number): Promise<SlowLine> {
    const line = new SlowLine(port)
    await line.mend()
    return line
  }

  /** What goes on is lost, and its port refuses. */
  async cut(): Promise<void> {
    const server = this.#server
    this.#server = null
    for (const end of this.#ends) end.destroy()
    if (server) await new Promise(done => server.close(done))
  }
  async mend(): Promise<void> {
    const server = (this.#server = createServer(device => this.#join(device)))
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
    this.port = (server.address() as AddressInfo).port
    this.down = this.up = this.#busy.down = this.#busy.up = 0
  }

  #join(device: Socket): void {
    const host = connect(this.#to, '127.0.0.1')
    for (const end of [device, host]) {
      this.#ends.add(end)
      end.setNoDelay(true)
      end.on('error', () => {})
      end.on('close', () => this.#ends.delete(end))
    }
    const broken = () => {
      device.destroy()
      host.destroy()
    }
    void this.#carry(device, host, 'up').catch(broken)
    void this.#carry(host, device, 'down').catch(broken)
  }
  async #carry(from: Socket, to: Socket, way: 'up' | 'down'): Promise<void> {
    for await (const bytes of from as AsyncIterable<Buffer>)
      for (let at = 0; at < bytes.length; at += this.shape.rate === Infinity ? bytes.length : slice) {
        const part = this.shape.rate === Infinity ? bytes : bytes.subarray(at, at + slice)
        // The line carries one slice at a time, whoever it is for; how long it is does not keep the next from entering.
        const free = Math.max(performance.now(), this.#busy[way]) + (part.length * 1_000) / this.shape.rate
        this.#busy[way] = free
        await pause(Math.max(0, free - performance.now()))
        this[way] += part.length
        if (this.shape.latency) setTimeout(() => to.writable && to.write(part), this.shape.latency)
        else if (!to.write(part)) await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
    // One end has said all it had to say: what it said is still on its way.
    setTimeout(() => to.end(), this.shape.latency)
  }
}
