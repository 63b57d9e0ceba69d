export const POST = ({ locals, request }) => locals.relais.addPasskey(request, locals.who)
