// The page that the service worker answers with for every address: it is the same empty page, and the address says what to draw.
export const prerender = true
