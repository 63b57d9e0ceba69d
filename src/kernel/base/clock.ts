/** The outside hands time in: the kernel and the domain never look at a clock. Milliseconds since 1970. */
export type Clock = { now(): number }
