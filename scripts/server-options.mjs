/**
 * What Node is told beside the server's file. Thousands of lines that come at once leave behind them what was only needed to let them
 * in: twice this room for the newly made, which is what Node takes by itself, kept three times the memory and served nobody sooner.
 */
export const serverOptions = ['--max-semi-space-size=8']
