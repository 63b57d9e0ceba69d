import type { Relais } from '../server/relais.ts'
import type { Who } from '../server/sync/who.ts'

declare global {
  namespace App {
    interface Locals {
      /** The running server, which routes reach in no other way. */
      relais: Relais
      who: Who | null
    }
  }
}
