// Drawn on the device: the page that signs in is the same file for everybody, network or not.
export const ssr = false
