import { accountGuards } from './guards/account.ts'
import { auditGuards } from './guards/audit.ts'
import { deviceGuards } from './guards/device.ts'
import { hardeningGuards } from './guards/hardening.ts'
import { limitGuards } from './guards/limits.ts'
import { passkeyGuards } from './guards/passkeys.ts'
import { secondFactorGuards } from './guards/second-factor.ts'
import { portraitGuards } from './guards/portraits.ts'
import { rowGuards } from './guards/rows.ts'
import { peopleGuards } from './guards/people.ts'
import { rightsGuards } from './guards/rights.ts'
import { providerGuards } from './guards/provider.ts'
import { tokenGuards } from './guards/tokens.ts'
import { serverGuards } from './guards/server.ts'
import { spaceGuards } from './guards/spaces.ts'
import { tabletGuards } from './guards/tablet.ts'

/** `npm run test:guards` loses each in turn, in a copy, and expects its test to say so. */
export const guards = [
  ...serverGuards,
  ...rowGuards,
  ...accountGuards,
  ...secondFactorGuards,
  ...passkeyGuards,
  ...providerGuards,
  ...limitGuards,
  ...hardeningGuards,
  ...tokenGuards,
  ...peopleGuards,
  ...spaceGuards,
  ...portraitGuards,
  ...auditGuards,
  ...rightsGuards,
  ...deviceGuards,
  ...tabletGuards,
]
