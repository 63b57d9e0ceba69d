export const GET = ({ locals, request }) => locals.relais.account(request, locals.who)
export const PATCH = ({ locals, request }) => locals.relais.rename(request, locals.who)
export const DELETE = ({ locals, request }) => locals.relais.eraseOwn(request, locals.who)
