import { accountGuards } from './guards/account.ts'
import { deviceGuards } from './guards/device.ts'
import { serverGuards } from './guards/server.ts'

/** `npm run test:guards` loses each in turn, in a copy, and expects its test to say so. */
export const guards = [...serverGuards, ...accountGuards, ...deviceGuards]
