/** A newer version of the application: offered, never forced. What is being written is not interrupted. */
class Version {
  current = $state<'offered' | null>(null)
  #next: ServiceWorker | null = null

  /** Makes the application open without a network, and watches for a newer one. */
  async watch(): Promise<void> {
    if (!('serviceWorker' in navigator)) return
    const registration = await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' })
    const offer = (worker: ServiceWorker | null) => {
      if (!worker || !navigator.serviceWorker.controller) return
      this.#next = worker
      this.current = 'offered'
    }
    offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing
      worker?.addEventListener('statechange', () => worker.state === 'installed' && offer(worker))
    })
    const look = () => document.visibilityState === 'visible' && void registration.update().catch(() => null)
    setInterval(look, 60 * 60 * 1000)
    document.addEventListener('visibilitychange', look)
    // The rest of the application is fetched once this page has what it needs.
    const { active } = await navigator.serviceWorker.ready
    const rest = () => active?.postMessage({ is: 'fetchRest' })
    if ('requestIdleCallback' in window) requestIdleCallback(rest, { timeout: 10_000 })
    else setTimeout(rest, 3_000)
  }

  /** The person agrees: what is unsaved is on this device already, so the page may begin again in the new version. */
  take(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    this.#next?.postMessage({ is: 'takeOver' })
  }
}
export const version = new Version()
