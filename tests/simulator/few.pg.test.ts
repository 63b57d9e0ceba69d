import { it } from 'vitest'
import { few, hold, patience } from './lanes.ts'

// By themselves, for whoever takes a guard away and wants to see it missed.
it('in forty simulated companies nothing acknowledged is lost, all converge and no indicator lies', { timeout: patience }, () =>
  hold(1, few)
)
