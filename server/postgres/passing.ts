/** Whether trying again may succeed: the connection broke, the server restarts or is full of sessions, two transactions met. */
export function passing(fault: unknown): boolean {
  const { code, message } = fault as { code?: string; message?: string }
  return (
    (code !== undefined && codes.test(code)) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(message ?? '')
  )
}
const codes = /^(08...|57P0[123]|53300|40001|40P01|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/
