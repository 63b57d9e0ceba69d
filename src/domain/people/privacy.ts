/** The day of the last change to what people are told of what is kept of them (the page « Confidentialité »). */
export const privacyVersion = '2026-11-22'
