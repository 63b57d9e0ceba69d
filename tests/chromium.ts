const without = [
  // What Playwright turns off itself: of a switch that is given twice Chromium reads the last.
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  // The suggestions under the address bar, where nobody types: two pages of their own in every window, a second of processor each time.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
]

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${without.join(',')}`,
]
/** The machine's own Chromium, quiet on the network. */
export const wholeChromium = { executablePath: process.env.RELAIS_CHROMIUM ?? '/usr/bin/chromium', args }

const shell = process.env.RELAIS_HEADLESS
/** The same browser without windows where one asks for it: a fifth less of processor, but it was seen to lose a key or a click. */
export const chromium = shell ? { executablePath: shell, args } : wholeChromium
