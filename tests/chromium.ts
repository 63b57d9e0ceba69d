/** How every test starts the browser: the machine's own Chromium, quiet on the network. */
export const chromium = {
  executablePath: process.env.RELAIS_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
