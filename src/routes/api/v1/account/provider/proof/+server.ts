export const POST = ({ locals, request }) => locals.relais.proveByProvider(request, locals.who)
