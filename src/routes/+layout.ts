// Everything is drawn on the device, from what is on the device.
export const ssr = false
