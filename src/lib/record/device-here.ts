import { createContext } from 'svelte'
import type { Device } from '$lib/store/device.ts'

/** The device of the person signed in, given by the shell to everything inside it. */
export const [deviceHere, setDeviceHere] = createContext<Device>()
