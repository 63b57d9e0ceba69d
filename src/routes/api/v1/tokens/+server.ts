export const POST = ({ locals, request, getClientAddress }) => locals.relais.takeTokens(request, getClientAddress())
export const DELETE = ({ locals, request }) => locals.relais.dropTokens(request, locals.who)
