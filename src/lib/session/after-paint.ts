const patience = 1_000

/** Runs once what is on screen now has been painted and the page is idle, or soon after if it never is. Answers how to forget it. */
export function afterPaint(run: () => void): () => void {
  let done = false
  const go = () => {
    if (!done) run()
    done = true
  }
  const whenIdle = () => ('requestIdleCallback' in window ? requestIdleCallback(go, { timeout: patience }) : setTimeout(go, 100))
  // A window that is covered says it is visible and is not painted: it does not wait for ever.
  const anyway = setTimeout(go, 3 * patience)
  // The second frame comes after the first is on screen. A page in the background is not painted: it does not wait.
  if (document.visibilityState === 'hidden') whenIdle()
  else requestAnimationFrame(() => requestAnimationFrame(whenIdle))
  return () => {
    done = true
    clearTimeout(anyway)
  }
}
